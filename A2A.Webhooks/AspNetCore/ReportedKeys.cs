using A2A.Protocol.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.AspNetCore;

/// <summary>Logs for the operator when keys are missing: the sender is told only to come again.</summary>
internal sealed partial class ReportedKeys(IJsonWebKeySource keys, Uri address, ILogger<ReportedKeys> logger) : IJsonWebKeySource
{
    private readonly string _address = address.GetLeftPart(UriPartial.Path);

    public async ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.FindAsync(kid, cancellationToken);
        }
        catch (HttpRequestException e) when (e is not UntoldKeyException { InnerException: null }) // the issuer answered a moment ago
        {
            LogMissing(_address, e.Message);
            throw;
        }
    }

    [LoggerMessage(
        EventId = 101, EventName = "KeysMissing", Level = LogLevel.Warning,
        Message = "The keys at {Address} cannot be had: {Reason}")]
    private partial void LogMissing(string address, string reason);
}
