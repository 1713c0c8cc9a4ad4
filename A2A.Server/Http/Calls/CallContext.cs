using A2A.Server.Agents;

namespace A2A.Server.Http.Calls;

/// <summary>The caller and the agent of a call, and the words that it speaks.</summary>
/// <param name="Owner">The caller, which owns its tasks.</param>
/// <param name="CountedAs">What limits are counted for.</param>
/// <param name="ProtocolVersion"><c>0.3</c> or <c>1.0</c>: the words that the caller speaks.</param>
/// <param name="LastEventId">The <c>Last-Event-ID</c> header: the last event of a stream that broke.</param>
internal sealed record CallContext(IAgent Agent, string Owner, string CountedAs, string ProtocolVersion, string? LastEventId);
