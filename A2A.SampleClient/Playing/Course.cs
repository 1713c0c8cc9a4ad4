using A2A.Protocol;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Playing;

/// <summary>A task from its submission with a webhook to its result.</summary>
/// <param name="Accepted">The task as the answer to the submission told it.</param>
/// <param name="Heard">Its webhooks.</param>
/// <param name="Result">The task as it was fetched after the last of them.</param>
internal sealed record Course(AgentTask Accepted, Heard Heard, AgentTask Result);
