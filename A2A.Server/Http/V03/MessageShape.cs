using System.Text.Json;
using A2A.Protocol.V03;
using A2A.Protocol.V03.Proto;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.V03;

/// <summary>What 0.3 asks of a message over and above <see cref="Handlers.MessageRules"/>: kinds, and contents that fit them.</summary>
internal static class MessageShape
{
    private const string RoleOfV1 = "ROLE_";

    /// <summary>The plain form.</summary>
    public static Outcome<V03MessageSendParams> Check(V03MessageSendParams given)
    {
        if (given.Message is not { } message)
        {
            return A2AError.InvalidParams("message", "is missing; send a message with role, parts and messageId.");
        }

        var error = OfMessage(message)
            ?? message.Parts?.Select((part, index) => OfPart(part, FieldOf(index))).FirstOrDefault(found => found is not null)
            ?? OfConfigs(given);
        return Outcome.Checked(given, error);
    }

    /// <summary>ProtoJSON.</summary>
    public static Outcome<V03ProtoSendRequest> Check(V03ProtoSendRequest given) => (given.Message ?? given.Request) is { } message
        ? Outcome.Checked(given, message.Content?
            .Select((part, index) => part is null ? null : OfClaims(FieldOf(index), part.Kind, part.Type, part.Text, part.File, part.Data))
            .FirstOrDefault(found => found is not null))
        : A2AError.InvalidParams("message", "is missing; send a message with role, content and messageId.");

    private static string FieldOf(int index) => $"message.parts[{index}]";

    private static A2AError? OfMessage(V03Message message) => message switch
    {
        { Kind: not (null or "message") } => A2AError.InvalidParams("message.kind", "must be \"message\"."),
        { Role: { } role } when role.StartsWith(RoleOfV1, StringComparison.Ordinal) =>
            A2AError.OfVersion1("message.role", role, "\"user\""),
        { Role: not "user" } => A2AError.InvalidParams("message.role", "must be \"user\": the agent speaks for itself."),
        _ => null,
    };

    private static A2AError? OfPart(V03Part? part, string field) => part switch
    {
        null => A2AError.InvalidParams(field, "is null; send a part of kind text, file or data."),
        _ when OfClaims(field, part.Kind, part.Type, part.Text, part.File, part.Data) is { } error => error,
        { Text: null, File: null, Data: null } => A2AError.InvalidParams(field, "has no content; send one of text, file and data."),
        _ when Contents(part) > 1 =>
            A2AError.InvalidParams(field, "has several contents; send one of text, file and data, each in a part of its own."),
        { File: { } file } when file.Bytes is null == string.IsNullOrEmpty(file.Uri) =>
            A2AError.InvalidParams($"{field}.file", "must have either bytes or uri."),
        { Data.ValueKind: not JsonValueKind.Object } when part.Data is not null =>
            A2AError.InvalidParams($"{field}.data", "must be a JSON object."),
        _ => null,
    };

    // Without a kind the content tells it. A kind that is claimed, by either of its names, must be that of the content.
    private static A2AError? OfClaims(string field, string? kind, string? type, params ReadOnlySpan<object?> contents)
    {
        var (name, claimed) = kind is null ? ("type", type) : ("kind", kind);
        return claimed switch
        {
            null => null,
            _ when kind is not null && type is not null && type != kind =>
                A2AError.InvalidParams($"{field}.type", "is another one than kind; leave it out."),
            not ("text" or "file" or "data") => A2AError.InvalidParams($"{field}.{name}", "is unknown; send text, file or data."),
            _ when contents is [null, null, null] => null,
            "text" when contents[0] is null => A2AError.InvalidParams($"{field}.text", "is missing; a part of kind text has one."),
            "file" when contents[1] is null => A2AError.InvalidParams($"{field}.file", "is missing; a part of kind file has one."),
            "data" when contents[2] is null => A2AError.InvalidParams($"{field}.data", "is missing; a part of kind data has it."),
            _ => null,
        };
    }

    private static A2AError? OfConfigs(V03MessageSendParams given)
    {
        (string Place, V03PushConfig? Config)[] places =
        [
            ("configuration.pushNotificationConfig", given.Configuration?.PushNotificationConfig),
            ("pushNotificationConfig", given.PushNotificationConfig),
            ("pushNotification", given.PushNotification),
        ];
        return places.Where(place => place.Config is not null).Select(place => place.Place).ToList() is [var first, var second, ..]
            ? A2AError.InvalidParams(second, $"is a second push config besides {first}; send one of them.")
            : null;
    }

    private static int Contents(V03Part part) => (part.Text is null ? 0 : 1) + (part.File is null ? 0 : 1) + (part.Data is null ? 0 : 1);
}
