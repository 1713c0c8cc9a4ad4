using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Calls;

/// <summary>
/// Which extensions of the protocol a call uses: those that the caller wants and the agent's card declares (A2A 1.0,
/// section 4.6).
/// </summary>
internal static class AgentExtensions
{
    private const string Header = "A2A-Extensions";
    private const string V03Header = "X-A2A-Extensions";

    /// <summary>Tells the caller which extensions are active.</summary>
    /// <returns>The error when the agent requires one that the caller does not name.</returns>
    public static A2AError? Negotiate(HttpContext context, IAgent agent, string version)
    {
        var declared = agent.Card.Capabilities.Extensions ?? [];
        if (declared is [])
        {
            return null;
        }

        var wanted = WantedBy(context.Request);
        var active = declared.Where(extension => wanted.Contains(extension.Uri)).Select(extension => extension.Uri).ToList();
        if (active.Count > 0)
        {
            context.Response.Headers[version == ProtocolVersions.V1 ? Header : V03Header] = string.Join(", ", active);
        }

        return declared.FirstOrDefault(extension => extension.Required is true && !active.Contains(extension.Uri)) is { } missing
            ? A2AError.ExtensionRequired(missing.Uri)
            : null;
    }

    // Either name of the header: a proxy or an SDK may speak the other version's.
    private static HashSet<string> WantedBy(HttpRequest request) =>
        request.Headers.GetCommaSeparatedValues(Header)
            .Concat(request.Headers.GetCommaSeparatedValues(V03Header))
            .ToHashSet(StringComparer.Ordinal);
}
