namespace A2A.Server.Push.Keys;

/// <summary>A key that is published, and what it is there for now.</summary>
/// <param name="PublishedUntil">When it leaves the published set; null while no other key is to follow it.</param>
internal sealed record PublishedKey(SigningKey Key, SigningKeyState State, DateTimeOffset? PublishedUntil)
{
    public ListedKey ToListed() => new(Key.Kid, Key.Created, Key.SignsFrom, PublishedUntil, State);
}

/// <summary>What the server's operator may be told of a key.</summary>
/// <param name="SignsFrom">When it begins, or began, to sign, by the store's clock.</param>
/// <param name="PublishedUntil">When it leaves the published set; null while no other key is to follow it.</param>
internal sealed record ListedKey(
    string Kid, DateTimeOffset Created, DateTimeOffset SignsFrom, DateTimeOffset? PublishedUntil, SigningKeyState State);

internal enum SigningKeyState
{
    /// <summary>Published, but signs nothing yet.</summary>
    Next,

    Current,

    /// <summary>Signs no more; what it signed can still be verified.</summary>
    Retired,
}
