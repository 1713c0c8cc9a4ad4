using A2A.Protocol;

namespace A2A.Server.Http.Cards;

/// <summary>A binding from another package, which cards name behind those of this one.</summary>
internal interface IFurtherBinding
{
    /// <summary>Where the agent is served by this binding; null when callers cannot reach it there.</summary>
    AgentInterface? InterfaceOf(CardPlace place);

    /// <summary>
    /// Where the bindings of this package are, with a closing slash, when the request came to an address that has the further one alone;
    /// null for every other request.
    /// </summary>
    Uri? RootOfOthers(HttpRequest request);
}
