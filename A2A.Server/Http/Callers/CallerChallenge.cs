using A2A.Server.Http.Errors;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http.Callers;

/// <summary>Answers a request without valid credentials: 401 with every way to authenticate (RFC 9110, section 11.6.1).</summary>
internal sealed class CallerChallenge(CallerSchemes schemes, IOptions<HttpOptions> options)
{
    private const string Realm = "realm=\"A2A agents\"";

    /// <param name="isTokenRefused">True when a token was given that is not believed (RFC 6750, section 3.1).</param>
    public Task WriteAsync(HttpContext context, bool isTokenRefused)
    {
        var isOfOperations = OpsProblem.IsFor(context);
        context.Response.Headers.WWWAuthenticate = new StringValues([.. WaysOf(isOfOperations, isTokenRefused)]);
        context.Response.Headers.Append(HeaderNames.Vary, $"{ApiKeyAuthentication.Header}, {HeaderNames.Authorization}");
        var error = isTokenRefused ? A2AError.TokenRefused
            : isOfOperations && !schemes.AreNeeded && !schemes.TakesOperatorKeys ? A2AError.NoOperator
            : A2AError.Unauthenticated;
        return new Refusal(error).ExecuteAsync(context);
    }

    /// <summary>503: a token that cannot be judged at the moment is not refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="wait">After which time a further request makes sense; null when that is not known.</param>
    public Task PostponeAsync(HttpContext context, TimeSpan? wait) =>
        new Refusal(A2AError.KeysUnavailable, wait ?? options.Value.RetryAfter).ExecuteAsync(context);

    // Operators have keys where callers have none; and an answer 401 has to name a way.
    private IEnumerable<string> WaysOf(bool isOfOperations, bool isTokenRefused)
    {
        if (schemes.TakesKeys || (isOfOperations && schemes.TakesOperatorKeys) || !schemes.TakesTokens)
        {
            yield return $"{ApiKeyAuthentication.Name} {Realm}, header=\"{ApiKeyAuthentication.Header}\"";
        }

        if (schemes.TakesTokens)
        {
            yield return isTokenRefused ? $"Bearer {Realm}, error=\"invalid_token\"" : $"Bearer {Realm}";
        }
    }
}
