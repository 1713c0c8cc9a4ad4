namespace A2A.Server.Push.Keys;

internal sealed partial class SigningKeys
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The store had lost the signing keys; {Count} are back")]
    private partial void LogPutBack(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Published the next signing key {Kid}; it signs in {Ahead}")]
    private partial void LogNext(string kid, TimeSpan ahead);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signing key {Kid} was revoked; what it signed is worth nothing any more")]
    private partial void LogRevoked(string kid);
}
