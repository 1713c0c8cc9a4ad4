using A2A.Server.Agents;
using A2A.Server.Push;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http;

/// <summary>Webhooks are signed in the name under which callers know the server, where no other is set.</summary>
internal sealed class IssuerFromPublicUrl(IOptions<AgentOptions> agents) : IPostConfigureOptions<PushOptions>
{
    public void PostConfigure(string? name, PushOptions options) =>
        options.Issuer ??= agents.Value.PublicUrl is { IsAbsoluteUri: true } url ? UrlOrigin.Of(url) : null;
}
