using A2A.AgentApi.Agents;
using A2A.Protocol;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http;

/// <summary>Cards with addresses: what an agent says of itself, and where this server offers it.</summary>
internal sealed class AgentCards(IOptions<AgentOptions> options)
{
    /// <summary>The agent's card in the blended form, which clients of 0.3 and of 1.0 can read. Names only what is served.</summary>
    /// <param name="name">The agent's name in the path; null for the default agent at the root.</param>
    public AgentCard CardOf(IAgent agent, string? name, HttpRequest request)
    {
        var url = new Uri(BaseOf(request), name is null ? "" : $"agents/{name}").AbsoluteUri;
        return agent.Card with
        {
            Url = url,
            ProtocolVersion = "0.3.0",
            PreferredTransport = "JSONRPC",
            SupportedInterfaces = [new AgentInterface { Url = url, ProtocolBinding = "JSONRPC", ProtocolVersion = "0.3" }],
        };
    }

    /// <summary>Where callers find this server, with a closing slash.</summary>
    public Uri BaseOf(HttpRequest request)
    {
        var address = options.Value.PublicUrl?.AbsoluteUri ?? UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase);
        return new Uri(address.EndsWith('/') ? address : $"{address}/");
    }
}
