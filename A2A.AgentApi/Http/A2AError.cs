using A2A.AgentApi.Agents;
using A2A.Protocol;
using A2A.Protocol.JsonRpc;
using A2A.Protocol.V03;

namespace A2A.AgentApi.Http;

/// <summary>Why a call is refused. The one place where errors get their codes and their words.</summary>
/// <param name="Code">One of <see cref="A2AErrorCode"/>.</param>
/// <param name="Message">One sentence that names the field and the remedy; never the text of an exception.</param>
/// <param name="Status">The HTTP status of the answer; JSON-RPC errors come with 200 unless HTTP itself has a say.</param>
internal sealed record A2AError(int Code, string Message, int Status = StatusCodes.Status200OK)
{
    private const int LongestQuote = 100;

    public static A2AError NotJson { get; } =
        new(A2AErrorCode.ParseError, $"The body is not JSON; send one JSON-RPC 2.0 request in UTF-8, at most {HttpOptions.DeepestBody} levels deep and without duplicate members.");

    public static A2AError Batch { get; } =
        new(A2AErrorCode.InvalidRequest, "Batches are not supported; send one request object at a time.");

    public static A2AError Unexpected { get; } =
        new(A2AErrorCode.InternalError, "The server failed unexpectedly; the operator finds the reason in the log.");

    public static A2AError StorageUnavailable { get; } =
        new(A2AErrorCode.InternalError, "The storage of tasks is out of reach; try again later.", StatusCodes.Status503ServiceUnavailable);

    public static A2AError TooLarge { get; } = new(
        A2AErrorCode.InvalidRequest,
        $"The body is larger than {HttpOptions.LargestBody} bytes; send large content as a file part with a uri.",
        StatusCodes.Status413PayloadTooLarge);

    public static A2AError MediaType { get; } = new(
        A2AErrorCode.InvalidRequest, "The media type is not JSON; send Content-Type: application/json.", StatusCodes.Status415UnsupportedMediaType);

    public static A2AError PushNotSupported { get; } =
        new(A2AErrorCode.PushNotificationNotSupported, "This agent sends no push notifications; leave the push config out.");

    public static A2AError StreamingNotSupported { get; } =
        new(A2AErrorCode.UnsupportedOperation, "This agent does not stream; use message/send and tasks/get.");

    public static A2AError NoExtendedCard { get; } = new(
        A2AErrorCode.UnsupportedOperation, "This agent has no extended card; its public card says all.", StatusCodes.Status400BadRequest);

    public static A2AError ExtendedCardNotConfigured { get; } = new(
        A2AErrorCode.ExtendedAgentCardNotConfigured, "No extended card is configured for this agent; use its public card.", StatusCodes.Status400BadRequest);

    public static A2AError Unauthenticated { get; } = new(
        A2AErrorCode.InvalidRequest, "The request has no key that is known here; send yours in the header that the agent's card names.", StatusCodes.Status401Unauthorized);

    public static A2AError TooManyRequests { get; } = new(
        A2AErrorCode.InternalError, "There are too many requests of this caller; try again later.", StatusCodes.Status429TooManyRequests);

    public static A2AError TooManyStreams { get; } = new(
        A2AErrorCode.InternalError, "This caller has as many streams open as it may; close one, or poll the task.", StatusCodes.Status429TooManyRequests);

    public static A2AError VersionNotSupported(string version) => new(
        A2AErrorCode.VersionNotSupported,
        $"Version '{Quote(version)}' of the protocol is not supported; send A2A-Version: 1.0 or 0.3.",
        StatusCodes.Status400BadRequest);

    public static A2AError NotARequest(string why) =>
        new(A2AErrorCode.InvalidRequest, $"The body is not a JSON-RPC 2.0 request: {why}");

    public static A2AError UnknownMethod(string method) =>
        new(A2AErrorCode.MethodNotFound, $"There is no method '{Quote(method)}'.");

    /// <summary>A parameter is missing or wrong.</summary>
    /// <param name="field">Its path, such as <c>message.parts[0].text</c>.</param>
    public static A2AError InvalidParams(string field, string remedy) =>
        new(A2AErrorCode.InvalidParams, $"{Quote(field)} {remedy}");

    public static A2AError UnknownAgent(string name, AgentRegistry agents) => new(
        A2AErrorCode.InvalidRequest,
        $"There is no agent '{Quote(name)}'; the agents are: {string.Join(", ", agents.All.Select(agent => agent.Name))}.",
        StatusCodes.Status404NotFound);

    public static A2AError TaskNotFound(string id) =>
        new(A2AErrorCode.TaskNotFound, $"There is no task '{Quote(id)}'.");

    public static A2AError ConfigNotFound(string task, string? config) =>
        new(A2AErrorCode.TaskNotFound, config is null
            ? $"Task '{Quote(task)}' has no push config; add one with tasks/pushNotificationConfig/set."
            : $"Task '{Quote(task)}' has no push config '{Quote(config)}'.");

    public static A2AError NotCancelable(TaskState state) =>
        new(A2AErrorCode.TaskNotCancelable, $"The task has ended already: it is {state.ToV03()}.");

    public static A2AError NotWaiting(TaskState state) => new(A2AErrorCode.UnsupportedOperation, state.IsTerminal()
        ? $"The task has ended: it is {state.ToV03()}; send the message without taskId to begin a new one."
        : $"The task is {state.ToV03()} and waits for no message.");

    public static A2AError NothingToFollow(TaskState state) =>
        new(A2AErrorCode.UnsupportedOperation, $"The task has ended: it is {state.ToV03()}, and no event follows; read it with tasks/get.");

    // A caller's own words come back in part only.
    private static string Quote(string text) => text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");
}
