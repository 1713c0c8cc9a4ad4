using System.Diagnostics;
using System.Net.Http.Headers;
using A2A.Server.Diagnostics;
using A2A.Server.Push.Keys;
using A2A.Webhooks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>Makes the request of one attempt, with every header by which its receiver can tell that it is genuine.</summary>
internal sealed class WebhookRequests(
    IOptions<PushOptions> options, IOptions<SigningOptions> signing, OpenKeys keys, TimeProvider time)
{
    private readonly PushOptions _options = options.Value;
    private readonly TimeSpan _tokenLifetime = signing.Value.TokenLifetime;
    private readonly IReadOnlyList<WebhookSecret> _secrets = SecretsOf(options.Value);

    /// <exception cref="FormatException">The config has something that cannot be sent.</exception>
    /// <exception cref="Tasks.StorageUnavailableException">There is no key to sign with now; nothing is to be sent.</exception>
    public async ValueTask<HttpRequestMessage> MakeAsync(Delivery delivery, Activity? span, CancellationToken cancellationToken)
    {
        var config = delivery.Config.Config;
        var agent = _options.Agents.GetValueOrDefault(delivery.Agent);
        var choice = AuthorizationChoice.For(config, agent, _options.Issuer ?? PushOptions.DefaultIssuer);
        using var key = choice is AuthorizationChoice.OwnKey ? await keys.TakeAsync(cancellationToken) : null;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(config.Url, UriKind.Absolute))
        {
            Content = new ReadOnlyMemoryContent(delivery.Body.Bytes),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(
            delivery.Body.MediaType == NotificationBody.A2AMediaType ? config.MediaType ?? _options.MediaType : delivery.Body.MediaType);
        request.Headers.UserAgent.Add(WebhookClient.UserAgent);
        foreach (var header in WebhookSigner.Sign(ToAttempt(delivery) with { Bearer = TermsOf(choice, key) }))
        {
            Add(request, header.Name, header.Value);
        }

        if (choice is AuthorizationChoice.AsRegistered registered)
        {
            Add(request, WebhookHeaders.Authorization, $"{registered.Scheme} {registered.Credentials}");
        }

        if (agent?.SecurityLevel is { } level)
        {
            Add(request, WebhookHeaders.A2ASecurityLevel, level);
        }

        foreach (var (name, value) in TraceContext.HeadersOf(span, delivery.TraceParent))
        {
            Add(request, name, value);
        }

        return request;
    }

    // As it was registered: its grammar is the receiver's business. What is stored may be older than the check of its characters.
    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!HeaderText.IsSendable(value) || !request.Headers.TryAddWithoutValidation(name, value))
        {
            throw new FormatException($"The header {name} cannot be sent.");
        }
    }

    private WebhookAttempt ToAttempt(Delivery delivery) => new()
    {
        DeliveryId = delivery.Id,
        TaskId = delivery.Task.Value,
        Time = time.GetUtcNow(),
        Number = delivery.Attempt,
        Body = delivery.Body.Bytes,
        Secrets = delivery.Config.Config.Secret is { Length: > 0 } secret ? [WebhookSecret.Parse(secret)] : _secrets,
        Token = delivery.Config.Config.Token,
    };

    private WebhookTokenTerms? TermsOf(AuthorizationChoice choice, OpenKeys.OpenKey? key) => choice switch
    {
        AuthorizationChoice.SharedSecret shared => new()
        {
            Issuer = shared.Issuer,
            Audience = shared.Audience,
            TokenId = Guid.NewGuid().ToString(),
            Lifetime = _tokenLifetime,
            Secret = WebhookSecret.Parse(shared.Secret),
        },
        AuthorizationChoice.OwnKey own => new()
        {
            Issuer = own.Issuer,
            Audience = own.Audience,
            TokenId = Guid.NewGuid().ToString(),
            Lifetime = _tokenLifetime,
            Key = key?.Key,
            KeyId = key?.Kid,
        },
        _ => null,
    };

    // The newest first: where there is place for one signature only, it is that one's.
    private static IReadOnlyList<WebhookSecret> SecretsOf(PushOptions options) =>
        options.SigningSecret is { Length: > 0 } current
            ? [WebhookSecret.Parse(current), .. options.EarlierSigningSecrets.Values.Select(WebhookSecret.Parse)]
            : [];
}
