using A2A.Server.Http.Calls;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Rest;

/// <summary>Where HTTP+JSON calls arrive: every operation below every address of an agent.</summary>
internal static class RestEndpoints
{
    /// <summary>What comes before the path of each operation of 1.0 once more: a tenant, which is an agent.</summary>
    public const string Tenant = "/{tenant}";

    /// <summary>The addresses of agents, below which every operation is.</summary>
    public static IReadOnlyList<string> Addresses { get; } = ["", "/a2a", "/agents/{agent}", "/agents/{agent}/a2a"];

    /// <summary>Those of them that may be followed by a tenant.</summary>
    public static IReadOnlyList<string> TenantAddresses { get; } = ["", "/a2a"];

    public static void MapHttpJson(this IEndpointRouteBuilder app)
    {
        var limit = new RequestSizeLimitAttribute(app.ServiceProvider.GetRequiredService<IOptions<HttpOptions>>().Value.MaxBodyBytes);
        foreach (var operation in app.ServiceProvider.GetRequiredService<OperationTable>().All)
        {
            foreach (var address in AddressesOf(operation))
            {
                Map(app, operation, address, limit);
            }
        }
    }

    private static IEnumerable<string> AddressesOf(Operation operation) => operation.ProtocolVersion == ProtocolVersions.V1
        ? Addresses.Concat(TenantAddresses.Select(address => address + Tenant))
        : Addresses;

    private static void Map(IEndpointRouteBuilder app, Operation operation, string address, RequestSizeLimitAttribute limit) => app
        .MapMethods(
            address + operation.Route.Path,
            operation.Route.Methods,
            (HttpContext context, RestDispatcher dispatcher) => dispatcher.AnswerAsync(context, operation))
        .WithMetadata(operation, limit)
        .ExcludeFromDescription();
}
