namespace A2A.Server.Push.Keys;

/// <summary>How the keys change that sign cards and webhooks.</summary>
public sealed class SigningOptions
{
    internal const string Section = "Signing";

    /// <summary>How far a receiver's clock may be off.</summary>
    internal static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The shortest that a token of a webhook may be valid: tokens tell whole seconds.</summary>
    internal static readonly TimeSpan ShortestTokenLifetime = TimeSpan.FromSeconds(1);

    /// <summary>The longest that a token of a webhook may be valid.</summary>
    internal static readonly TimeSpan LongestTokenLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long a key signs.</summary>
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long the next key is published before it signs. Longer than others may keep the key set (<c>Cards:MaxAge</c>);
    /// also how long a replica signs without having heard from the store.
    /// </summary>
    public TimeSpan PublishAhead { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a token of a webhook is valid.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a key that signs no more stays published: until its last token has expired by every receiver's clock, and
    /// no copy of a card with its signature is kept, as cards are kept for less than <see cref="PublishAhead"/>.
    /// </summary>
    internal TimeSpan KeepRetired => TokenLifetime + ClockTolerance + PublishAhead;
}
