using A2A.Protocol;
using A2A.Protocol.V03;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.V03;

/// <summary>Whether a message of 0.3 may be taken in; each refusal names the field and the remedy.</summary>
internal sealed class MessageCheck(IOptions<HttpOptions> options)
{
    private readonly int _maxParts = options.Value.MaxParts;

    public Outcome<SendMessageRequest> Check(V03MessageSendParams given)
    {
        if (given.Message is not { } message)
        {
            return A2AError.InvalidParams("message", "is missing; send a message with role, parts and messageId.");
        }

        var error = OfMessage(message) ?? OfParts(message.Parts) ?? OfHistoryLength(given.Configuration?.HistoryLength);
        return error is null ? given.ToModel() : error;
    }

    /// <summary>What is wrong with the length of a history.</summary>
    public static A2AError? OfHistoryLength(int? length) =>
        length < 0 ? A2AError.InvalidParams("historyLength", "is negative; send 0 for no messages, or leave it out for all.") : null;

    private static A2AError? OfMessage(V03Message message) => message switch
    {
        { Kind: not (null or "message") } => A2AError.InvalidParams("message.kind", "must be \"message\"."),
        { Role: not "user" } => A2AError.InvalidParams("message.role", "must be \"user\": the agent speaks for itself."),
        { MessageId: null } => A2AError.InvalidParams("message.messageId", "is missing; send an id of your own, such as a UUID."),
        { MessageId: var id } when string.IsNullOrWhiteSpace(id) => A2AError.InvalidParams("message.messageId", "is empty; send an id of your own, such as a UUID."),
        { MessageId.Length: > HttpOptions.LongestId } => TooLong("message.messageId"),
        { ContextId.Length: 0 } => A2AError.InvalidParams("message.contextId", "is empty; leave it out to begin a conversation."),
        { ContextId.Length: > HttpOptions.LongestId } => TooLong("message.contextId"),
        _ => null,
    };

    private A2AError? OfParts(IReadOnlyList<V03Part?>? parts)
    {
        if (parts is null or [])
        {
            return A2AError.InvalidParams("message.parts", "is missing or empty; send at least one part, such as {\"kind\":\"text\",\"text\":\"…\"}.");
        }

        if (parts.Count > _maxParts)
        {
            return A2AError.InvalidParams("message.parts", $"has {parts.Count} parts; send at most {_maxParts}.");
        }

        return parts.Select(OfPart).FirstOrDefault(error => error is not null)
            ?? (parts.All(part => string.IsNullOrWhiteSpace(part?.Text) && part is { File: null, Data: null })
                ? A2AError.InvalidParams("message.parts", "says nothing; send a text that is not blank, a file or data.")
                : null);
    }

    private static A2AError? OfPart(V03Part? part, int index)
    {
        var field = $"message.parts[{index}]";
        return part switch
        {
            null => A2AError.InvalidParams(field, "is null; send a part of kind text, file or data."),
            { Kind: not (null or "text" or "file" or "data") } => A2AError.InvalidParams($"{field}.kind", "is unknown; send text, file or data."),
            { Text: null, File: null, Data: null } => A2AError.InvalidParams(field, "has no content; send one of text, file and data."),
            { Kind: "text", Text: null } => A2AError.InvalidParams($"{field}.text", "is missing; a part of kind text has one."),
            { Kind: "file", File: null } => A2AError.InvalidParams($"{field}.file", "is missing; a part of kind file has one."),
            { Kind: "data", Data: null } => A2AError.InvalidParams($"{field}.data", "is missing; a part of kind data has it."),
            _ when Contents(part) > 1 => A2AError.InvalidParams(field, "has several contents; send one of text, file and data, each in a part of its own."),
            { File: { } file } when file.Bytes is null == string.IsNullOrEmpty(file.Uri) =>
                A2AError.InvalidParams($"{field}.file", "must have either bytes or uri."),
            _ => null,
        };
    }

    private static int Contents(V03Part part) => (part.Text is null ? 0 : 1) + (part.File is null ? 0 : 1) + (part.Data is null ? 0 : 1);

    private static A2AError TooLong(string field) => A2AError.InvalidParams(field, $"is longer than {HttpOptions.LongestId} characters; send a shorter one.");
}
