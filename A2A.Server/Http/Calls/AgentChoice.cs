using System.Text.Json;
using A2A.Server.Agents;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Calls;

/// <summary>Which agent a call is for. A tenant is an agent: it is named by the path, or within the request.</summary>
internal static class AgentChoice
{
    /// <summary>The agent of the address; that of the request's tenant where the address names none.</summary>
    /// <param name="name">The agent in the address, null at the root.</param>
    /// <param name="parameters">The request, which may have a <c>tenant</c>. 0.3 knows none.</param>
    public static Outcome<IAgent> Choose(AgentRegistry agents, string? name, JsonElement? parameters, string version)
    {
        if (agents.Find(name) is not { } agent)
        {
            return A2AError.UnknownAgent(name ?? "", agents);
        }

        var tenant = version == ProtocolVersions.V1 ? TenantOf(parameters) : Outcome.Of<string?>(null);
        return tenant switch
        {
            { IsRefused: true } => tenant.Error,
            { Value: null or "" } => Outcome.Of(agent),
            _ when name is not null && tenant.Value != name => A2AError.OtherTenant(tenant.Value, name),
            _ when agents.Find(tenant.Value) is { } named => Outcome.Of(named),
            _ => A2AError.UnknownTenant(tenant.Value, agents),
        };
    }

    private static Outcome<string?> TenantOf(JsonElement? parameters) =>
        parameters is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty("tenant", out var tenant)
            ? Outcome.Of<string?>(null)
            : tenant.ValueKind is JsonValueKind.String or JsonValueKind.Null
                ? Outcome.Of(tenant.GetString())
                : A2AError.InvalidParams("tenant", "must be a string: the name of an agent.");
}
