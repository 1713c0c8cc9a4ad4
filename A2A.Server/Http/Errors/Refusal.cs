using System.Globalization;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.JsonRpc;

namespace A2A.Server.Http.Errors;

/// <summary>Refuses a request before an operation has seen it, in the words of the binding and version that its route has.</summary>
/// <param name="Error">Why.</param>
/// <param name="Wait">When it may be worth while to try again; null when that is not to be said here.</param>
internal sealed record Refusal(A2AError Error, TimeSpan? Wait = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Wait is { } wait)
        {
            var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds));
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (OpsProblem.IsFor(httpContext))
        {
            return OpsProblem.WriteAsync(httpContext, Error);
        }

        var route = httpContext.GetEndpoint()?.Metadata;
        if (route?.GetMetadata<RefusalForm>() is { } form && form.Fits(httpContext.Request))
        {
            return form.WriteAsync(httpContext, Error, Wait);
        }

        var named = ProtocolVersions.Of(httpContext.Request).Value;
        return route?.GetMetadata<JsonRpcBinding>() is not null
            ? WriteRpcAsync(httpContext, named ?? ProtocolVersions.V03)
            : httpContext.RequestServices.GetRequiredService<ErrorWriter>()
                .WriteAsync(httpContext, Error, named ?? route?.GetMetadata<Operation>()?.ProtocolVersion ?? ProtocolVersions.V1);
    }

    // The body is not read, since the request is refused in any case. So the answer has no id.
    private Task WriteRpcAsync(HttpContext context, string version)
    {
        context.Response.StatusCode = ErrorShape.Of(Error.Kind).HttpStatus;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(RpcEnvelope.Error(null, Error, version), context.RequestAborted).AsTask();
    }
}
