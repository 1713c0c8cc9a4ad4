namespace A2A.Server.Http.Cards;

/// <summary>How long others may keep what this server says of itself.</summary>
public sealed class CardOptions
{
    internal const string Section = "Cards";

    /// <summary>How long a card or the set of keys may be used before it is asked for again.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(5);
}
