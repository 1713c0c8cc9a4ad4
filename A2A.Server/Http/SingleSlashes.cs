using System.Text.RegularExpressions;

namespace A2A.Server.Http;

/// <summary>
/// Serves <c>//message:send</c>, of the agents alone, as <c>/message:send</c>: clients that append a path to an address with a
/// closing slash ask for that.
/// </summary>
internal static partial class SingleSlashes
{
    /// <summary>Looks for a route once more, by the path with single slashes, where the path as it came has none.</summary>
    public static void UseSingleSlashes(this WebApplication app)
    {
        var routing = new Lazy<RequestDelegate>(() => RoutingOf(app)); // routes are mapped later than middleware is added
        app.Use(async (context, next) =>
        {
            var path = context.Request.Path;
            if (context.GetEndpoint() is null && Slashes().IsMatch(path.Value ?? ""))
            {
                context.Request.Path = Slashes().Replace(path.Value!, "/"); // it matched
                await routing.Value(context);
                if (!CrossOrigin.IsOfServer(context))
                {
                    context.SetEndpoint(null); // a route of the application or of its operators, which keep their addresses
                    context.Request.RouteValues.Clear();
                    context.Request.Path = path;
                }
            }

            await next(context);
        });
    }

    /// <summary>The application's routing alone: the endpoint runs where the application runs it, behind everything else.</summary>
    private static RequestDelegate RoutingOf(WebApplication app)
    {
        var routing = new ApplicationBuilder(app.Services);
        routing.UseRouting();
        routing.Run(_ => Task.CompletedTask);
        routing.UseEndpoints(routes =>
        {
            foreach (var source in ((IEndpointRouteBuilder)app).DataSources)
            {
                routes.DataSources.Add(source);
            }
        });
        return routing.Build();
    }

    [GeneratedRegex("/{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Slashes();
}
