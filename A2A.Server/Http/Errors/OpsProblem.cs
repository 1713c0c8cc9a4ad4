using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace A2A.Server.Http.Errors;

/// <summary>Why a request below <c>/ops</c> is refused (RFC 9457).</summary>
/// <param name="Title">The HTTP status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Reason">The same for programs, such as <c>NOT_FOUND</c>.</param>
/// <param name="Field">The parameter that is wrong, if it is one.</param>
internal sealed record OpsProblem(string Title, int Status, string Detail, string Reason, string? Field)
{
    public const string MediaType = "application/problem+json";

    /// <summary>The path of the operations for operators.</summary>
    public const string Root = "/ops";

    /// <summary>Whether a request is for the operations, also where there is none of this address.</summary>
    public static bool IsFor(HttpContext context) => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);

    public static OpsProblem Of(A2AError error)
    {
        var shape = ErrorShape.Of(error.Kind);
        return new(ReasonPhrases.GetReasonPhrase(shape.HttpStatus), shape.HttpStatus, error.Message, shape.Reason, error.Field);
    }

    public static async Task WriteAsync(HttpContext context, A2AError error)
    {
        var problem = Of(error);
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = MediaType;
        context.RequestServices.GetRequiredService<RetryAfter>().Tell(context.Response);
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, OpsProblemJson.Wire.OpsProblem);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}

[JsonSerializable(typeof(OpsProblem))]
internal sealed partial class OpsProblemJson : JsonSerializerContext
{
    public static OpsProblemJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
