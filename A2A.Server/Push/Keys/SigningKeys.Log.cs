namespace A2A.Server.Push.Keys;

internal sealed partial class SigningKeys
{
    [LoggerMessage(
        EventId = 382, EventName = "SigningKeyPutBack", Level = LogLevel.Warning,
        Message = "The store had lost the signing keys; {Count} are back")]
    private partial void LogPutBack(int count);

    [LoggerMessage(
        EventId = 383, EventName = "SigningKeyPublished", Level = LogLevel.Information,
        Message = "Published the next signing key {Kid}; it signs in {Ahead}")]
    private partial void LogNext(string kid, TimeSpan ahead);

    [LoggerMessage(
        EventId = 384, EventName = "SigningKeyRevoked", Level = LogLevel.Warning,
        Message = "Signing key {Kid} was revoked; what it signed is worth nothing any more")]
    private partial void LogRevoked(string kid);
}
