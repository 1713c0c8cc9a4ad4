namespace A2A.AgentApi.Http.Cards;

/// <summary>How long others may keep what this server says of itself.</summary>
internal sealed class CardOptions
{
    public const string Section = "Cards";

    /// <summary>How long a card or the set of keys may be used before it is asked for again.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(5);
}
