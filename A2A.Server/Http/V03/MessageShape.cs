using System.Text.Json;
using A2A.Protocol.V03;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.V03;

/// <summary>What 0.3 asks of a message over and above <see cref="Handlers.MessageRules"/>: kinds, and contents that fit them.</summary>
internal static class MessageShape
{
    public static Outcome<V03MessageSendParams> Check(V03MessageSendParams given)
    {
        if (given.Message is not { } message)
        {
            return A2AError.InvalidParams("message", "is missing; send a message with role, parts and messageId.");
        }

        var error = OfMessage(message) ?? message.Parts?.Select(OfPart).FirstOrDefault(found => found is not null);
        return Outcome.Checked(given, error);
    }

    private static A2AError? OfMessage(V03Message message) => message switch
    {
        { Kind: not (null or "message") } => A2AError.InvalidParams("message.kind", "must be \"message\"."),
        { Role: not "user" } => A2AError.InvalidParams("message.role", "must be \"user\": the agent speaks for itself."),
        _ => null,
    };

    private static A2AError? OfPart(V03Part? part, int index)
    {
        var field = $"message.parts[{index}]";
        return part switch
        {
            null => A2AError.InvalidParams(field, "is null; send a part of kind text, file or data."),
            { Kind: not (null or "text" or "file" or "data") } =>
                A2AError.InvalidParams($"{field}.kind", "is unknown; send text, file or data."),
            { Text: null, File: null, Data: null } => A2AError.InvalidParams(field, "has no content; send one of text, file and data."),
            { Kind: "text", Text: null } => A2AError.InvalidParams($"{field}.text", "is missing; a part of kind text has one."),
            { Kind: "file", File: null } => A2AError.InvalidParams($"{field}.file", "is missing; a part of kind file has one."),
            { Kind: "data", Data: null } => A2AError.InvalidParams($"{field}.data", "is missing; a part of kind data has it."),
            _ when Contents(part) > 1 =>
                A2AError.InvalidParams(field, "has several contents; send one of text, file and data, each in a part of its own."),
            { File: { } file } when file.Bytes is null == string.IsNullOrEmpty(file.Uri) =>
                A2AError.InvalidParams($"{field}.file", "must have either bytes or uri."),
            { Data.ValueKind: not JsonValueKind.Object } when part.Data is not null =>
                A2AError.InvalidParams($"{field}.data", "must be a JSON object."),
            _ => null,
        };
    }

    private static int Contents(V03Part part) => (part.Text is null ? 0 : 1) + (part.File is null ? 0 : 1) + (part.Data is null ? 0 : 1);
}
