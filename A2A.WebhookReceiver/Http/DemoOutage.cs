using System.Globalization;
using A2A.WebhookReceiver.Receiving;
using A2A.Webhooks.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.WebhookReceiver.Http;

/// <summary>
/// Makes the receiver answer 503 for a while, so that a person can watch retries: <c>POST /demo/outage?seconds=60</c>, 0 ends it.
/// In Development alone.
/// </summary>
internal sealed class DemoOutage(TimeProvider time) : IEndpointFilter
{
    private const int Longest = 600;

    private long _until; // ticks

    private DateTimeOffset Until => new(Volatile.Read(ref _until), TimeSpan.Zero);

    /// <summary>Makes the webhooks' routes refuse while the outage lasts, and maps what begins and ends it.</summary>
    public static IEndpointRouteBuilder On(WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return app;
        }

        var outage = new DemoOutage(app.Services.GetRequiredService<TimeProvider>());
        app.MapPost("/demo/outage", outage.Begin).AddEndpointFilter<ReadKey>();
        return app.MapGroup("").AddEndpointFilter(outage);
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var until = Until;
        if (time.GetUtcNow() >= until)
        {
            return await next(context);
        }

        var reason = $"The receiver was asked to refuse until {until.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC.";
        var http = context.HttpContext;
        await http.RequestServices.GetRequiredService<WebhookInbox>()
            .RefuseUnreadAsync(http.Request.ToWebhook(body: default), RefusalCause.Outage, reason, isNoted: true);
        return TypedResults.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable, title: "A demonstration of an outage.");
    }

    private Results<Ok<DemoOutageAnswer>, ProblemHttpResult> Begin(int seconds)
    {
        if (seconds is < 0 or > Longest)
        {
            return TypedResults.Problem($"seconds must be 0 to {Longest}.", statusCode: StatusCodes.Status400BadRequest);
        }

        Volatile.Write(ref _until, time.GetUtcNow().AddSeconds(seconds).UtcTicks);
        return TypedResults.Ok(new DemoOutageAnswer(Until));
    }
}

/// <param name="Until">When webhooks are taken again.</param>
internal sealed record DemoOutageAnswer(DateTimeOffset Until);
