using A2A.AgentApi.Agents;
using A2A.AgentApi.Push;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http;

/// <summary>Webhooks are signed in the name under which callers know the server, where no other is set.</summary>
internal sealed class IssuerFromPublicUrl(IOptions<AgentOptions> agents) : IPostConfigureOptions<PushOptions>
{
    public void PostConfigure(string? name, PushOptions options) =>
        options.Issuer ??= agents.Value.PublicUrl is { IsAbsoluteUri: true } url ? UrlOrigin.Of(url) : null;
}
