using A2A.Server.Http.Calls;
using A2A.Webhooks.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http.Errors;

/// <summary>Gives a body to the refusals that no operation wrote: unknown routes and methods, and failures of the framework.</summary>
internal static class FrameworkErrors
{
    /// <summary>What is done with exceptions that no operation caught: their text stays in the log.</summary>
    public static ExceptionHandlerOptions OnException { get; } = new()
    {
        ExceptionHandler = WriteAsync,
        StatusCodeSelector = FailureStatus.Of,
    };

    public static Task WriteAsync(StatusCodeContext context) => WriteAsync(context.HttpContext);

    private static Task WriteAsync(HttpContext http)
    {
        var version = ProtocolVersions.Of(http.Request).Value
            ?? (http.Request.Path.Value?.Contains("/v1/", StringComparison.Ordinal) is true ? ProtocolVersions.V03 : ProtocolVersions.V1);
        var status = http.Response.StatusCode;
        // A refusal is nothing to keep, whatever was about to be said of what it refuses.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Remove(HeaderNames.ETag);
        http.Response.Headers.Remove(HeaderNames.LastModified);
        return OpsProblem.IsFor(http)
            ? OpsProblem.WriteAsync(http, OfOperations(status))
            : http.RequestServices.GetRequiredService<ErrorWriter>().WriteAsync(http, ErrorOf(status), version);
    }

    private static A2AError OfOperations(int status) => status switch
    {
        StatusCodes.Status403Forbidden => A2AError.NotAnOperator,
        StatusCodes.Status404NotFound => A2AError.NoOperation,
        _ => ErrorOf(status),
    };

    private static A2AError ErrorOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => new(ErrorKind.Unauthenticated, "The request needs credentials; the agent's card says which."),
        StatusCodes.Status403Forbidden => new(ErrorKind.Forbidden, "The credentials do not allow this."),
        StatusCodes.Status404NotFound => new(ErrorKind.NotFound, "There is nothing at this address; the agent's card names the addresses."),
        StatusCodes.Status405MethodNotAllowed =>
            new(ErrorKind.MethodNotAllowed, "The address knows no such HTTP method; see the header Allow."),
        StatusCodes.Status412PreconditionFailed =>
            new(ErrorKind.PreconditionFailed, "What is there is another one than the request's conditions want."),
        StatusCodes.Status413PayloadTooLarge => new(ErrorKind.BodyTooLarge, "The body is too large."),
        StatusCodes.Status415UnsupportedMediaType => A2AError.MediaType,
        StatusCodes.Status429TooManyRequests => new(ErrorKind.TooManyRequests, "There are too many requests; try again later."),
        StatusCodes.Status503ServiceUnavailable => new(ErrorKind.Unavailable, "The server is out of reach; try again later."),
        < StatusCodes.Status500InternalServerError => new(ErrorKind.InvalidRequest, "The request is not a valid HTTP request."),
        _ => A2AError.Unexpected,
    };
}
