namespace A2A.Server.Agents;

/// <summary>
/// An agent gave no usable direct answer: one without parts, none in time, or it threw (A2A 1.0, InvalidAgentResponseError).
/// </summary>
/// <remarks>The text names the agent and the remedy; what the agent threw is the inner exception and not for callers.</remarks>
internal sealed class InvalidAgentResponseException(string message, Exception? inner = null) : Exception(message, inner);
