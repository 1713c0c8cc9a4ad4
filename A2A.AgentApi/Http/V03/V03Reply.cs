using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.V03;

namespace A2A.AgentApi.Http.V03;

/// <summary>Answers in the words of 0.3, where tasks, messages and events are told apart by <c>kind</c>.</summary>
internal static class V03Reply
{
    public static Reply From(Outcome<AgentTask> outcome) => Reply.From(outcome, ToV03Translation.ToV03, V03JsonContext.Wire.V03Task);

    public static Reply From(Outcome<SendMessageResponse> outcome) =>
        outcome.IsRefused ? outcome.Error : new Reply.Result(ToWire(new StreamResponse { Task = outcome.Value.Task, Message = outcome.Value.Message }));

    public static Reply From(Outcome<IAsyncEnumerable<StreamItem>> outcome) => Reply.From(outcome, item => ToWire(item.Content));

    public static Reply From(Outcome<TaskPushNotificationConfig> outcome) =>
        Reply.From(outcome, ToV03Translation.ToV03, V03JsonContext.Wire.V03TaskPushConfig);

    public static Reply From(Outcome<IReadOnlyList<TaskPushNotificationConfig>> outcome) =>
        Reply.From<IReadOnlyList<TaskPushNotificationConfig>, IReadOnlyList<V03TaskPushConfig>>(
            outcome, all => all.Select(ToV03Translation.ToV03).ToList(), V03JsonContext.Wire.IReadOnlyListV03TaskPushConfig);

    public static Reply From(Outcome<ListTasksResponse> outcome) =>
        Reply.From<ListTasksResponse, IReadOnlyList<V03Task>>(
            outcome, page => page.Tasks.Select(ToV03Translation.ToV03).ToList(), V03JsonContext.Wire.IReadOnlyListV03Task);

    private static ReadOnlyMemory<byte> ToWire(StreamResponse content) => content switch
    {
        { Task: { } task } => JsonSerializer.SerializeToUtf8Bytes(task.ToV03(), V03JsonContext.Wire.V03Task),
        { StatusUpdate: { } update } => JsonSerializer.SerializeToUtf8Bytes(update.ToV03(), V03JsonContext.Wire.V03StatusUpdate),
        { ArtifactUpdate: { } update } => JsonSerializer.SerializeToUtf8Bytes(update.ToV03(), V03JsonContext.Wire.V03ArtifactUpdate),
        { Message: { } message } => JsonSerializer.SerializeToUtf8Bytes(message.ToV03(), V03JsonContext.Wire.V03Message),
        _ => throw new InvalidDataException("The log holds an event without content."),
    };
}
