using System.Security.Cryptography;
using System.Text;
using A2A.WebhookReceiver.Receiving;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http;

/// <summary>Requires the key for reading listings, where one is set.</summary>
internal sealed class ReadKey(IOptions<WebhookOptions> options) : IEndpointFilter
{
    private const string Header = "X-API-Key";

    /// <summary>A digest, so that a comparison does not tell the key's length either.</summary>
    private readonly byte[]? _key = options.Value.ReadKey is { } key ? Digest(key) : null;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (_key is null
            || (context.HttpContext.Request.Headers[Header] is [{ } given] && CryptographicOperations.FixedTimeEquals(Digest(given), _key)))
        {
            return await next(context);
        }

        context.HttpContext.Response.Headers.WWWAuthenticate = $"ApiKey realm=\"listings\", header=\"{Header}\"";
        return TypedResults.Problem(
            $"The header {Header} must hold the key of this receiver's listings.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>Warns at the start that what arrived can be read without a key, where that is likely not meant.</summary>
internal sealed partial class ReadKeyWarning(IOptions<WebhookOptions> options, IHostEnvironment environment, ILogger<ReadKeyWarning> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ReadKey is null && !environment.IsDevelopment())
        {
            LogOpen();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        EventId = 701, EventName = "NotificationsOpen", Level = LogLevel.Warning,
        Message = "Everybody who reaches this receiver may read what it received; set Webhooks:ReadKey to ask for a key")]
    private partial void LogOpen();
}
