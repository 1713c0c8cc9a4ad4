using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Errors;

/// <summary>
/// Why a call is refused: the same in every version and binding, which decide how it looks. The one place where errors get
/// their words.
/// </summary>
/// <param name="Kind">What a program needs to know.</param>
/// <param name="Message">
/// One sentence that names the field and the remedy; never the text of an exception, nor the name of a method, which others
/// call otherwise.
/// </param>
/// <param name="Field">The path of the parameter that is wrong, such as <c>message.parts[0].text</c>.</param>
/// <param name="TaskId">The task that it is about.</param>
internal sealed record A2AError(ErrorKind Kind, string Message, string? Field = null, string? TaskId = null)
{
    private const int LongestQuote = 100;

    public static A2AError Batch { get; } = new(ErrorKind.InvalidRequest, "Batches are not supported; send one request object at a time.");

    public static A2AError NoBody { get; } = new(ErrorKind.NotJson, "The body is empty; send the request as a JSON object.");

    public static A2AError NotAnObject { get; } = new(ErrorKind.InvalidRequest, "The body is no JSON object; send the request as one.");

    public static A2AError Unexpected { get; } =
        new(ErrorKind.Internal, "The server failed unexpectedly; the operator finds the reason in the log.");

    public static A2AError BadAnswer { get; } =
        new(ErrorKind.InvalidAgentResponse,
            "The agent answered with something that the protocol does not allow; the operator finds the reason in the log.");

    public static A2AError StorageUnavailable { get; } =
        new(ErrorKind.Unavailable, "The storage of tasks is out of reach; try again later.");

    public static A2AError Stopping { get; } =
        new(ErrorKind.Unavailable, "The server stops; subscribe to the task again, with last-event-id to get only what is missing.");

    public static A2AError MediaType { get; } =
        new(ErrorKind.MediaType, "The media type is not JSON; send Content-Type: application/json.");

    public static A2AError OtherMessage { get; } =
        InvalidParams(
            "message.messageId", "belongs to another message; send a new id with new content, and the same content to repeat one.");

    public static A2AError PushNotSupported { get; } =
        new(ErrorKind.PushNotificationNotSupported, "This agent sends no push notifications; leave the push config out.");

    public static A2AError StreamingNotSupported { get; } =
        new(ErrorKind.UnsupportedOperation, "This agent does not stream; send the message without streaming and poll the task.");

    public static A2AError NoExtendedCard { get; } =
        new(ErrorKind.UnsupportedOperation, "This agent has no extended card; its public card says all.");

    public static A2AError ExtendedCardNotConfigured { get; } =
        new(ErrorKind.ExtendedAgentCardNotConfigured, "No extended card is configured for this agent; use its public card.");

    public static A2AError Unauthenticated { get; } =
        new(ErrorKind.Unauthenticated, "The request has no key that is known here; send yours as the agent's card says.");

    public static A2AError TokenRefused { get; } =
        new(ErrorKind.Unauthenticated,
            "The token is not one that is believed here: it has expired, or another issuer, audience or signature;"
            + " get a new one.");

    public static A2AError KeysUnavailable { get; } =
        new(ErrorKind.Unavailable,
            "The keys of the token's issuer are out of reach, or newer than those that are known, so that it cannot be verified;"
            + " try again later.");

    public static A2AError NoOperator { get; } = new(
        ErrorKind.Unauthenticated,
        "The operations need an operator, and none is configured;"
        + " set Callers:Operators:<name> to a key and send it as X-API-Key.");

    public static A2AError NotAnOperator { get; } =
        new(ErrorKind.Forbidden, "This is for operators; send the key of Callers:Operators:<name>, or a token with the operator's role.");

    public static A2AError NotAForm { get; } =
        new(ErrorKind.MediaType, "The login is no form; send Content-Type: application/x-www-form-urlencoded.");

    public static A2AError NoOperation { get; } =
        new(ErrorKind.NotFound,
            "There is no operation at this address with this method; /openapi/ops.json describes those that there are.");

    public static A2AError DeliveryGone { get; } =
        new(ErrorKind.DeliveryGone,
            "The task or the push config of this delivery is no longer there, so it cannot be sent again; delete the dead letter.");

    public static A2AError SubscriptionEnded { get; } =
        new(ErrorKind.SubscriptionEnded, "The receiver has ended the subscription; register the push config anew, then replay.");

    public static A2AError TooManyRequests { get; } =
        new(ErrorKind.TooManyRequests, "There are too many requests of this caller; try again later.");

    public static A2AError TooManyChallenges { get; } =
        new(ErrorKind.Unavailable, "The owners of many webhook addresses are being asked at this moment; try again later.");

    public static A2AError TooManyStreams { get; } =
        new(ErrorKind.TooManyRequests, "This caller has as many streams open as it may; close one, or poll the task.");

    public static A2AError TooManyWaitingSends { get; } = new(
        ErrorKind.TooManyRequests,
        "As many sends of this caller wait for their results as may;"
        + " send with returnImmediately (0.3: blocking false) and stream, poll or use webhooks.");

    public static A2AError NotJson(int deepest) => new(
        ErrorKind.NotJson,
        $"The body is not JSON; send one request in UTF-8, at most {deepest} levels deep and without duplicate members.");

    public static A2AError Encoded(string coding) =>
        new(ErrorKind.MediaType, $"Content-Encoding: {Quote(coding)} is not read here; send the body as it is, without that header.");

    /// <summary>A compressed message of gRPC.</summary>
    public static A2AError Compressed(string coding) =>
        new(ErrorKind.MediaType, $"grpc-encoding: {Quote(coding)} is not read here; send messages without compression.");

    public static A2AError TooLarge(long most) => new(
        ErrorKind.BodyTooLarge, $"The body is larger than {most} bytes; send large content as a file part with a URL.");

    public static A2AError NotARequest(string why) => new(ErrorKind.InvalidRequest, $"The body is not a JSON-RPC 2.0 request: {why}");

    public static A2AError UnknownMethod(string method) => new(ErrorKind.MethodNotFound, $"There is no method '{Quote(method)}'.");

    /// <param name="version">What the caller sent.</param>
    /// <param name="spoken">The versions of the binding.</param>
    public static A2AError VersionNotSupported(string version, string spoken = "1.0 or 0.3") => new(
        ErrorKind.VersionNotSupported, $"Version '{Quote(version)}' of the protocol is not supported; send A2A-Version: {spoken}.");

    /// <summary>A parameter is missing or wrong.</summary>
    /// <param name="field">Its path, such as <c>message.parts[0].text</c>.</param>
    /// <param name="remedy">What is wrong and what to do; to be read after the path.</param>
    public static A2AError InvalidParams(string field, string remedy) =>
        new(ErrorKind.InvalidParams, $"{Quote(field)} {remedy}", Quote(field));

    /// <summary>A word of 1.0 where 0.3 is spoken.</summary>
    /// <param name="word">What the caller sent.</param>
    /// <param name="older">What 0.3 has for it.</param>
    public static A2AError OfVersion1(string field, string word, string older) => InvalidParams(
        field,
        $"is '{Quote(word)}', a word of 1.0, but 0.3 is spoken here: 1.0 is at the same address without /v1, such as /message:send, and has"
        + $" methods like SendMessage; in 0.3 send {older}.");

    public static A2AError UnknownAgent(string name, AgentRegistry agents) => new(
        ErrorKind.AgentNotFound, $"There is no agent '{Quote(name)}'; the agents are: {Names(agents)}.");

    public static A2AError UnknownTenant(string name, AgentRegistry agents) =>
        InvalidParams("tenant", $"names no agent: '{Quote(name)}'; the agents are: {Names(agents)}.");

    public static A2AError OtherTenant(string name, string agent) =>
        InvalidParams(
            "tenant",
            $"is '{Quote(name)}', but the address is that of the agent '{Quote(agent)}';"
            + " leave the tenant out or use the root address.");

    public static A2AError TaskNotFound(string id) => new(ErrorKind.TaskNotFound, $"There is no task '{Quote(id)}'.", TaskId: Quote(id));

    public static A2AError ConfigNotFound(string task, string? config) => new(
        ErrorKind.TaskNotFound,
        config is null
            ? $"Task '{Quote(task)}' has no push config; add one first."
            : $"Task '{Quote(task)}' has no push config '{Quote(config)}'.",
        TaskId: Quote(task));

    public static A2AError NotCancelable(TaskState state) =>
        new(ErrorKind.TaskNotCancelable, $"The task has ended already: it is {Word(state)}.");

    public static A2AError NotWaiting(TaskState state) => new(ErrorKind.UnsupportedOperation, state.IsTerminal()
        ? $"The task has ended: it is {Word(state)}; send the message without taskId to begin a new one."
        : $"The task is {Word(state)} and waits for no message.");

    public static A2AError NothingToFollow(TaskState state) =>
        new(ErrorKind.UnsupportedOperation, $"The task has ended: it is {Word(state)}, and no event follows; read the task instead.");

    public static A2AError DeadLetterNotFound(string id) => new(ErrorKind.NotFound, $"There is no dead letter '{Quote(id)}'.");

    /// <param name="header">Where the token belongs.</param>
    public static A2AError NoCsrfToken(string header) => new(
        ErrorKind.Forbidden,
        $"A change by a browser's session needs the session's token; send {header} as GET /ops/session gives it, or use X-API-Key.",
        header);

    public static A2AError CircuitNotFound(string endpoint) => new(ErrorKind.NotFound, $"The circuit of '{Quote(endpoint)}' is not open.");

    public static A2AError KeyNotFound(string kid) => new(ErrorKind.NotFound, $"There is no key '{Quote(kid)}'.");

    /// <param name="field">Where the config is in the request.</param>
    /// <param name="most">How many a task may have.</param>
    public static A2AError TooManyConfigs(string field, int most) =>
        InvalidParams(
            field,
            $"is one push config too many: a task may have {most} (Push:ConfigsPerTask), and this one has as many;"
            + " delete one of them first.");

    public static A2AError TooManyMessages(int most) =>
        new(ErrorKind.UnsupportedOperation,
            $"The task holds as many messages as it may, {most}; send the message without taskId to begin a new one.");

    public static A2AError TooManyBytes(int most) =>
        new(ErrorKind.UnsupportedOperation,
            $"The task's messages would have more than {most} bytes with this one; send it without taskId to begin a new task.");

    public static A2AError ContentType(string field, string mediaType, IEnumerable<string> modes) => new(
        ErrorKind.ContentTypeNotSupported,
        $"{field} is '{Quote(mediaType)}', which this agent does not take; it takes: {string.Join(", ", modes)}.",
        field);

    public static A2AError ExtensionRequired(string uri) => new(
        ErrorKind.ExtensionSupportRequired, $"This agent requires the extension '{Quote(uri)}'; name it in the header A2A-Extensions.");

    private static string Names(AgentRegistry agents) => string.Join(", ", agents.All.Select(agent => agent.Name));

    private static string Word(TaskState state) => state switch
    {
        TaskState.InputRequired => "waiting for input",
        TaskState.AuthRequired => "waiting for authentication",
        _ => state.ToString().ToLowerInvariant(),
    };

    // A caller's own words come back in part only.
    private static string Quote(string text) => text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");
}
