using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.V03;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>What a webhook's body says, in whichever of the known forms.</summary>
/// <param name="TaskId">The task that it is about.</param>
/// <param name="State">The task's state by its 0.3 name (<c>input-required</c>); null when the body tells none.</param>
internal sealed record NotificationSummary(string TaskId, string? State)
{
    private const int LongestTaskId = 256;
    private const string StatePrefix = "TASK_STATE_";

    private static readonly string[] Wrappers = ["task", "statusUpdate", "artifactUpdate", "message"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = A2AJson.MaxDepth };

    /// <summary>
    /// Reads the compact notice <c>{"taskId":"t","status":"completed"}</c>, A2A 0.3's task and events
    /// <c>{"kind":"task","id":"t","status":{"state":"completed"}}</c>, and A2A 1.0's stream response
    /// <c>{"statusUpdate":{"taskId":"t","status":{"state":"TASK_STATE_COMPLETED"}}}</c>, in any spelling of ProtoJSON:
    /// <c>{"status_update":{"task_id":"t","status":{"state":3}}}</c>.
    /// </summary>
    public static NotificationReading Read(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..]; // a byte order mark; signatures cover it
        }

        if (!Utf8.IsValid(body.Span))
        {
            return new NotificationReading.Unreadable("The body is not UTF-8.");
        }

        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return Read(document.RootElement);
        }
        catch (ProtoJsonException e)
        {
            return new NotificationReading.Unreadable($"The body {e.Message}");
        }
        catch (JsonException)
        {
            return new NotificationReading.Unreadable("The body is not JSON, is nested too deep, or names a property twice.");
        }
        catch (InvalidOperationException)
        {
            return new NotificationReading.Unreadable("The body holds an escape, such as \\ud800 alone, that is no text.");
        }
    }

    private static NotificationReading Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new NotificationReading.Unreadable("The body is not a JSON object.");
        }

        var subject = Subject(root);
        var taskId = Text(subject, "taskId") ?? Text(subject, "id");
        return taskId is { Length: > 0 and <= LongestTaskId } && !taskId.Any(char.IsControl)
            ? new NotificationReading.Read(new NotificationSummary(taskId, StateOf(subject)))
            : new NotificationReading.Unreadable($"The body has no task id of 1 to {LongestTaskId} characters.");
    }

    /// <summary>The object that the body is about: what a 1.0 response wraps, else the body itself.</summary>
    private static JsonElement Subject(JsonElement root)
    {
        if (Text(root, "taskId") is null)
        {
            var wrapped = Wrappers.Where(name => Member(root, name) is { ValueKind: JsonValueKind.Object }).ToList();
            return wrapped switch
            {
                [] => root,
                [var only] => Member(root, only)!.Value, // it has just been found
                [var first, var second, ..] => throw new ProtoJsonException($"has both {first} and {second}; send one of them."),
            };
        }

        return root;
    }

    private static string? StateOf(JsonElement subject)
    {
        var status = Member(subject, "status");
        var state = status is { ValueKind: JsonValueKind.Object } whole ? Member(whole, "state") : status;
        if (state is { ValueKind: JsonValueKind.Number } number)
        {
            return number.TryGetInt32(out var value) && Enum.IsDefined((TaskState)value)
                ? ((TaskState)value).ToV03()
                : throw new ProtoJsonException("has a number as its state that is that of none.");
        }

        return TextOf(state) switch
        {
            null or "" => null,
            StatePrefix + "UNSPECIFIED" => "unknown",
            var name when name.StartsWith(StatePrefix, StringComparison.Ordinal) => Lower(name[StatePrefix.Length..].Replace('_', '-')),
            var name => Lower(name),
        };
    }

    private static string? Text(JsonElement element, string name) => TextOf(Member(element, name));

    private static string? TextOf(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement element, string name) => ProtoJson.Find(element, name);

    /// <summary>State names are written in lower case in 0.3.</summary>
    private static string Lower(string state) => state.ToLowerInvariant();
}

/// <summary>Whether a body is a notice.</summary>
internal abstract record NotificationReading
{
    private NotificationReading()
    {
    }

    public sealed record Read(NotificationSummary Notice) : NotificationReading;

    /// <summary>It is not; the reason is meant for the sender.</summary>
    public sealed record Unreadable(string Reason) : NotificationReading;
}
