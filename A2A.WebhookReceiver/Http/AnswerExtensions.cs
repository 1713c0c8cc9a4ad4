using A2A.WebhookReceiver.Receiving;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http;

/// <summary>What all answers have in common.</summary>
internal static class AnswerExtensions
{
    /// <summary>How JSON is written, what is answered when something fails, and the headers of every answer.</summary>
    public static void AddAnswers(this IHostApplicationBuilder builder)
    {
        builder.AddJson();
        builder.AddProblems();
        builder.AddSecurityHeaders();
    }

    /// <summary>Stands outside of all that answers.</summary>
    public static void UseAnswers(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseKnownProxies(app.Services.GetRequiredService<IOptions<WebhookOptions>>().Value.KnownProxies);
        app.UseProblems();
    }
}
