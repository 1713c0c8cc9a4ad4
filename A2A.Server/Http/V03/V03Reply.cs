using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.Protocol.V03.Proto;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Handlers;

namespace A2A.Server.Http.V03;

/// <summary>Answers in the words of 0.3, in the form of the call.</summary>
internal static class V03Reply
{
    public static Reply From(OperationCall call, Outcome<AgentTask> outcome) => IsPlain(call)
        ? Reply.From(outcome, ToV03Translation.ToV03, V03JsonContext.Wire.V03Task)
        : Reply.From(outcome, V03ProtoTranslation.ToV03Proto, V03ProtoJsonContext.Wire.V03ProtoTask);

    public static Reply From(OperationCall call, Outcome<SendMessageResponse> outcome) => outcome.IsRefused
        ? outcome.Error
        : new Reply.Result(ToWire(call, new StreamResponse { Task = outcome.Value.Task, Message = outcome.Value.Message }));

    public static Reply From(OperationCall call, Outcome<IAsyncEnumerable<StreamedEvent>> outcome) =>
        Reply.From(outcome, item => ToWire(call, item.Content));

    public static Reply From(OperationCall call, Outcome<TaskPushNotificationConfig> outcome) => IsPlain(call)
        ? Reply.From(outcome, ToV03Translation.ToV03, V03JsonContext.Wire.V03TaskPushConfig)
        : Reply.From(outcome, V03ProtoTranslation.ToV03Proto, V03ProtoJsonContext.Wire.V03ProtoTaskPushConfig);

    public static Reply From(OperationCall call, Outcome<IReadOnlyList<TaskPushNotificationConfig>> outcome) => IsPlain(call)
        ? Reply.From<IReadOnlyList<TaskPushNotificationConfig>, IReadOnlyList<V03TaskPushConfig>>(
            outcome, all => all.Select(ToV03Translation.ToV03).ToList(), V03JsonContext.Wire.IReadOnlyListV03TaskPushConfig)
        : Reply.From<IReadOnlyList<TaskPushNotificationConfig>, V03ProtoPushConfigs>(
            outcome,
            all => new() { Configs = all.Select(V03ProtoTranslation.ToV03Proto).ToList() },
            V03ProtoJsonContext.Wire.V03ProtoPushConfigs);

    public static Reply From(OperationCall call, Outcome<ListTasksResponse> outcome) => IsPlain(call)
        ? Reply.From<ListTasksResponse, IReadOnlyList<V03Task>>(
            outcome, page => page.Tasks.Select(ToV03Translation.ToV03).ToList(), V03JsonContext.Wire.IReadOnlyListV03Task)
        : Reply.From<ListTasksResponse, IReadOnlyList<V03ProtoTask>>(
            outcome,
            page => page.Tasks.Select(V03ProtoTranslation.ToV03Proto).ToList(),
            V03ProtoJsonContext.Wire.IReadOnlyListV03ProtoTask);

    private static bool IsPlain(OperationCall call) => V03Forms.Of(call) == V03Form.Plain;

    private static ReadOnlyMemory<byte> ToWire(OperationCall call, StreamResponse content) => IsPlain(call)
        ? ToPlain(content)
        : JsonSerializer.SerializeToUtf8Bytes(content.ToV03Proto(), V03ProtoJsonContext.Wire.V03ProtoStreamResponse);

    // Told apart by kind.
    private static ReadOnlyMemory<byte> ToPlain(StreamResponse content) => content switch
    {
        { Task: { } task } => JsonSerializer.SerializeToUtf8Bytes(task.ToV03(), V03JsonContext.Wire.V03Task),
        { StatusUpdate: { } update } => JsonSerializer.SerializeToUtf8Bytes(update.ToV03(), V03JsonContext.Wire.V03StatusUpdate),
        { ArtifactUpdate: { } update } => JsonSerializer.SerializeToUtf8Bytes(update.ToV03(), V03JsonContext.Wire.V03ArtifactUpdate),
        { Message: { } message } => JsonSerializer.SerializeToUtf8Bytes(message.ToV03(), V03JsonContext.Wire.V03Message),
        _ => throw new InvalidDataException("The log holds an event without content."),
    };
}
