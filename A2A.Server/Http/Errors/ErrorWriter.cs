namespace A2A.Server.Http.Errors;

/// <summary>Refuses a request in HTTP+JSON, and wherever no operation was found.</summary>
internal sealed class ErrorWriter(RetryAfter retryAfter)
{
    /// <param name="context">The request.</param>
    /// <param name="error">Why.</param>
    /// <param name="version">The protocol version of the body.</param>
    public async Task WriteAsync(HttpContext context, A2AError error, string version)
    {
        context.Response.StatusCode = ErrorJson.HttpStatusOf(error, version);
        context.Response.ContentType = MediaTypes.Of(context.Request, version);
        retryAfter.Tell(context.Response);
        var body = ErrorJson.ToHttpBody(error, version);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
