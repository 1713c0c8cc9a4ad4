using A2A.Protocol;

namespace A2A.Server.Http.Cards;

/// <summary>A binding from another package, which cards name behind those of this one.</summary>
internal interface IFurtherBinding
{
    /// <summary>Where the agent is served by this binding; null when callers cannot reach it there.</summary>
    AgentInterface? InterfaceOf(CardPlace place);
}
