using A2A.Server.Http.Errors;

namespace A2A.Server.Operations;

/// <summary>
/// Keeps other sites from making changes by an operator's browser: a request that is made by a session, and is more than reading, must
/// say the session's token in a header.
/// </summary>
internal static class CsrfToken
{
    public const string Header = "X-CSRF-Token";

    public static async ValueTask<object?> Check(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        IsAllowed(call.HttpContext) ? await next(call) : new Refusal(A2AError.NoCsrfToken(Header));

    private static bool IsAllowed(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        || HttpMethods.IsHead(context.Request.Method)
        || context.Features.Get<OperatorSession>() is not { } session
        || (context.Request.Headers[Header] is [var token] && session.Knows(token));
}
