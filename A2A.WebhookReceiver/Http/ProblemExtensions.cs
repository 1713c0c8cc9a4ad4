using A2A.Webhooks.Hosting;

namespace A2A.WebhookReceiver.Http;

/// <summary>Whatever fails is answered by problem details that tell the status and nothing of the program.</summary>
internal static class ProblemExtensions
{
    /// <summary>A parameter that cannot be read is an answer rather than an exception in every environment.</summary>
    public static void AddProblems(this IHostApplicationBuilder builder) =>
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);

    /// <summary>Stands inside of the page with stack traces that Development brings, which therefore never sees an exception.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerAsync,
            StatusCodeSelector = FailureStatus.Of,
        });
        app.UseStatusCodePages(context => AnswerAsync(context.HttpContext));
    }

    private static Task AnswerAsync(HttpContext context) =>
        TypedResults.Problem(statusCode: context.Response.StatusCode).ExecuteAsync(context);
}
