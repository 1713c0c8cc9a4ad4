using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace A2A.Webhooks.AspNetCore;

/// <summary>Lets only genuine webhooks through to endpoints.</summary>
public static class VerifiedWebhookEndpoints
{
    private static readonly string[] ProblemJson = ["application/problem+json"];

    /// <summary>
    /// Lets through what <paramref name="trust"/> shows to be genuine; the handler may take a <see cref="VerifiedWebhook"/>.
    /// Other requests are answered with 401, 413 or 503 and the reason (RFC 9457), before anything is bound.
    /// </summary>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="trust">The secrets, tokens and issuers to trust.</param>
    /// <param name="largestBody">The longest body that is read, in bytes.</param>
    /// <remarks>Used tokens are remembered by the app's <see cref="IReplayGuard"/>, or in memory where there is none.</remarks>
    public static TBuilder RequireVerifiedWebhook<TBuilder>(
        this TBuilder builder, WebhookTrust trust, int largestBody = WebhookVerification.UsualLargestBody)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largestBody);
        WebhookVerifier? shared = null;
        return Guard(builder, services => (shared ??= VerifierFor(trust, services), largestBody));
    }

    /// <summary>
    /// The same with what <see cref="WebhookVerificationServices.AddWebhookVerification"/> has registered. A <see cref="WebhookVerifier"/>
    /// that the app registers itself is taken instead.
    /// </summary>
    public static TBuilder RequireVerifiedWebhook<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        Guard(builder, services =>
        (
            services.GetService<WebhookVerifier>() ?? throw new InvalidOperationException(
                $"There is no {nameof(WebhookVerifier)};"
                    + $" call services.{nameof(WebhookVerificationServices.AddWebhookVerification)}(…), or give a trust."),
            services.GetRequiredService<IOptions<WebhookVerification>>().Value.LargestBody
        ));

    private static WebhookVerifier VerifierFor(WebhookTrust trust, IServiceProvider services)
    {
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        return new WebhookVerifier(trust, time, services.GetService<IReplayGuard>() ?? new MemoryReplayGuard(time));
    }

    // Around the whole handler, not as an endpoint filter: those run when the body has been bound already.
    private static TBuilder Guard<TBuilder>(TBuilder builder, Func<IServiceProvider, (WebhookVerifier Verifier, int LargestBody)> means)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            var (verifier, largestBody) = means(endpoint.ApplicationServices);
            var log = endpoint.ApplicationServices.GetRequiredService<ILogger<WebhookGate>>();
            var next = endpoint.RequestDelegate ?? throw new InvalidOperationException($"{endpoint.DisplayName} handles no requests.");
            endpoint.RequestDelegate = new WebhookGate(verifier, largestBody, next, log).HandleAsync;
            foreach (var status in WebhookGate.Refusals)
            {
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ProblemJson));
            }
        });
        return builder;
    }
}
