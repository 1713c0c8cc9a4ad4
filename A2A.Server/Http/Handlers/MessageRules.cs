using System.Net.Http.Headers;
using System.Text.Json;
using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Handlers;

/// <summary>
/// Whether a request to send a message may be taken in: what holds in every version. Each refusal names the field and the
/// remedy.
/// </summary>
internal sealed class MessageRules(IOptions<HttpOptions> options)
{
    private readonly int _maxParts = options.Value.MaxParts;

    /// <param name="request">In the inner model; its field paths are the same in every version.</param>
    /// <param name="agent">Its input modes decide which media types are taken.</param>
    public Outcome<SendMessageRequest> Check(SendMessageRequest request, IAgent agent)
    {
        var message = request.Message;
        var error = OfMessage(message)
            ?? OfMetadata("metadata", request.Metadata)
            ?? OfMetadata("message.metadata", message.Metadata)
            ?? OfTexts("message.extensions", message.Extensions)
            ?? OfTexts("message.referenceTaskIds", message.ReferenceTaskIds)
            ?? OfParts(message.Parts, agent)
            ?? OfTexts("configuration.acceptedOutputModes", request.Configuration?.AcceptedOutputModes)
            ?? OfHistoryLength(request.Configuration?.HistoryLength, "configuration.historyLength");
        return Outcome.Checked(request, error);
    }

    /// <summary>What is wrong with the length of a history.</summary>
    public static A2AError? OfHistoryLength(int? length, string field = "historyLength") =>
        length < 0 ? A2AError.InvalidParams(field, "is negative; send 0 for no messages, or leave it out for all.") : null;

    /// <summary>What is wrong with free data: it must be an object.</summary>
    public static A2AError? OfMetadata(string field, JsonElement? metadata) =>
        metadata is { ValueKind: not JsonValueKind.Object } ? A2AError.InvalidParams(field, "must be a JSON object.") : null;

    private static A2AError? OfMessage(Message message) => message switch
    {
        { Role: not Role.User } => A2AError.InvalidParams("message.role", "must be that of the user: the agent speaks for itself."),
        { MessageId: "" } => A2AError.InvalidParams("message.messageId", "is missing; send an id of your own, such as a UUID."),
        { MessageId: var id } when string.IsNullOrWhiteSpace(id) =>
            A2AError.InvalidParams("message.messageId", "is blank; send an id of your own, such as a UUID."),
        { MessageId.Length: > HttpOptions.LongestId } => TooLong("message.messageId"),
        { ContextId: { } context } when string.IsNullOrWhiteSpace(context) =>
            A2AError.InvalidParams("message.contextId", "is blank; leave it out to begin a conversation."),
        { ContextId.Length: > HttpOptions.LongestId } => TooLong("message.contextId"),
        _ => null,
    };

    private static A2AError? OfTexts(string field, IReadOnlyList<string>? texts) =>
        texts?.Any(text => text is null) is true ? A2AError.InvalidParams(field, "must hold strings only.") : null;

    private A2AError? OfParts(IReadOnlyList<Part> parts, IAgent agent)
    {
        if (parts is [])
        {
            return A2AError.InvalidParams("message.parts", "is missing or empty; send at least one part, such as a text.");
        }

        if (parts.Count > _maxParts)
        {
            return A2AError.InvalidParams("message.parts", $"has {parts.Count} parts; send at most {_maxParts}.");
        }

        return parts.Select((part, index) => OfPart(part, $"message.parts[{index}]", agent)).FirstOrDefault(error => error is not null)
            ?? (parts.All(part => part is { Text: not null } && string.IsNullOrWhiteSpace(part.Text))
                ? A2AError.InvalidParams("message.parts", "says nothing; send a text that is not blank, a file or data.")
                : null);
    }

    private static A2AError? OfPart(Part? part, string field, IAgent agent) => part switch
    {
        null => A2AError.InvalidParams(field, "is null; send a part with a content."),
        _ when Contents(part) == 0 => A2AError.InvalidParams(field, "has no content; a part holds a text, a file or data."),
        _ when Contents(part) > 1 => A2AError.InvalidParams(field, "has several contents; send each in a part of its own."),
        { Url: "" } => A2AError.InvalidParams(field, "has an empty URL; send the address of the content."),
        _ when OfMetadata($"{field}.metadata", part.Metadata) is { } error => error,
        { MediaType: { Length: > 0 } type } when !Takes(agent.Card.DefaultInputModes, type) =>
            A2AError.ContentType($"{field}.mediaType", type, agent.Card.DefaultInputModes),
        _ => null,
    };

    private static int Contents(Part part) =>
        (part.Text is null ? 0 : 1) + (part.Raw is null ? 0 : 1) + (part.Url is null ? 0 : 1) + (part.Data is null ? 0 : 1);

    // Only a media type that the caller names can be refused; an agent that names none takes all.
    private static bool Takes(IReadOnlyList<string> modes, string type) =>
        modes is [] || (MediaTypeHeaderValue.TryParse(type, out var parsed) && modes.Any(mode => Matches(mode, parsed.MediaType ?? "")));

    private static bool Matches(string mode, string type) =>
        mode == "*/*"
        || string.Equals(mode, type, StringComparison.OrdinalIgnoreCase)
        || (mode.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(mode[..^1], StringComparison.OrdinalIgnoreCase));

    private static A2AError TooLong(string field) =>
        A2AError.InvalidParams(field, $"is longer than {HttpOptions.LongestId} characters; send a shorter one.");
}
