using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.WebhookReceiver.Http;

/// <summary>
/// Makes the receiver answer 503 for a while, so that a person can watch retries: <c>POST /demo/outage?seconds=60</c>, 0 ends it.
/// In Development alone.
/// </summary>
internal sealed class DemoOutage(TimeProvider time)
{
    private const int Longest = 600;

    private DateTimeOffset _until;

    /// <summary>Comes before the webhooks' routes.</summary>
    public static void Use(WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        var outage = new DemoOutage(app.Services.GetRequiredService<TimeProvider>());
        app.Use(outage.RefuseAsync);
        app.MapPost("/demo/outage", outage.Begin).AddEndpointFilter<ReadKey>();
    }

    private Task RefuseAsync(HttpContext context, RequestDelegate next) =>
        time.GetUtcNow() < _until
        && HttpMethods.IsPost(context.Request.Method)
        && WebhookEndpoints.Paths.Contains(context.Request.Path.Value)
            ? TypedResults.Problem(
                $"The receiver was asked to refuse until {_until.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "A demonstration of an outage.").ExecuteAsync(context)
            : next(context);

    private Results<Ok<DemoOutageAnswer>, ProblemHttpResult> Begin(int seconds)
    {
        if (seconds is < 0 or > Longest)
        {
            return TypedResults.Problem($"seconds must be 0 to {Longest}.", statusCode: StatusCodes.Status400BadRequest);
        }

        _until = time.GetUtcNow().AddSeconds(seconds);
        return TypedResults.Ok(new DemoOutageAnswer(_until));
    }
}

/// <param name="Until">When webhooks are taken again.</param>
internal sealed record DemoOutageAnswer(DateTimeOffset Until);
