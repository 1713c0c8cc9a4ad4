using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http;

/// <summary>
/// What browsers let pages of other origins do with this server (Fetch Standard, section 3.3): read what is public, and call the
/// agents from the origins of <c>Http:AllowedOrigins</c>. An application's own routes keep its own policies.
/// </summary>
internal static class CrossOrigin
{
    /// <summary>The policy of public documents: every origin may read them.</summary>
    public const string Public = "A2A public documents";

    /// <summary>The policy of everything else.</summary>
    public const string Callers = "A2A callers";

    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10); // browsers keep none for longer than some hours

    // Without these a page could not tell why it was refused or when to come again.
    private static readonly string[] Exposed =
        [HeaderNames.WWWAuthenticate, HeaderNames.RetryAfter, HeaderNames.ETag, "A2A-Extensions", "X-A2A-Extensions"];

    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>, IHostEnvironment>((cors, http, environment) =>
        {
            string[] every = ["*"], listed = [.. http.Value.AllowedOrigins.Values];
            var isOpen = listed is [] ? environment.IsDevelopment() : listed.Contains("*");
            cors.AddPolicy(Public, policy => Describe(policy, every));
            cors.AddPolicy(Callers, policy => Describe(policy, isOpen ? every : listed));
        });
    }

    /// <summary>Stands before authentication: a preflight request has no key.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        app.UseWhen(IsOfServer, server => server.UseCors());
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is not RouteEndpoint && context.Request.Headers.Origin.Count > 0)
            {
                context.Response.OnStarting(AllowRefusal, context);
            }

            return next(context);
        });
    }

    /// <summary>True for a request to an agent's address or to a public document.</summary>
    public static bool IsOfServer(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>()?.PolicyName is Public or Callers;

    /// <summary>True for an origin as browsers send it, or <c>*</c> for every one.</summary>
    public static bool IsOrigin(string text) => text == "*"
        || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase));

    private static void Describe(CorsPolicyBuilder policy, string[] origins) =>
        policy.WithOrigins(origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightAge);

    // The refusal of an address that is no route's, which the middleware cannot know.
    private static Task AllowRefusal(object state)
    {
        var context = (HttpContext)state;
        var services = context.RequestServices;
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest
            && services.GetRequiredService<IOptions<CorsOptions>>().Value.GetPolicy(Callers) is { } policy)
        {
            var cors = services.GetRequiredService<ICorsService>();
            cors.ApplyResult(cors.EvaluatePolicy(context, policy), context.Response);
        }

        return Task.CompletedTask;
    }
}
