using A2A.Server.Http.Callers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace A2A.Server.Tests.Operations;

/// <summary>A route below <c>/ops</c>, as it is mapped.</summary>
internal sealed record OpsRoute(string Name, string Method, string Path)
{
    /// <summary>All of them; nothing is started.</summary>
    public static IReadOnlyList<OpsRoute> All { get; } = Map();

    public required bool IsForOperators { get; init; }

    /// <summary>False when the answer is empty.</summary>
    public required bool HasResult { get; init; }

    public static bool IsOf(RouteEndpoint endpoint) => PathOf(endpoint).StartsWith("/ops/", StringComparison.Ordinal)
        && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null;

    public static OpsRoute Of(RouteEndpoint endpoint) => new(
        endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName,
        endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.ShouldHaveSingleItem(),
        PathOf(endpoint))
    {
        IsForOperators = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>().SelectMany(policy => policy.Requirements)
            .OfType<RolesAuthorizationRequirement>().Any(roles => roles.AllowedRoles.SequenceEqual([KnownCaller.OperatorRole])),
        HasResult = endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(answer => answer.StatusCode == 200),
    };

    // Every route that is mapped has a text.
    private static string PathOf(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}";

    private static List<OpsRoute> Map()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddA2AServer();
        var app = builder.Build();
        app.MapA2AOperations();
        return ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(IsOf).Select(Of).ToList();
    }
}
