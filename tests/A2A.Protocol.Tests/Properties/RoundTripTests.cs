using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using FsCheck;
using FsCheck.Fluent;

namespace A2A.Protocol.Tests.Properties;

/// <summary>What goes out and comes back is the same, whatever it is. A failure names its seed, to be given to <c>WithReplay</c>.</summary>
public sealed class RoundTripTests
{
    private static readonly Models Any = new(forV03: false);
    private static readonly Models Older = new(forV03: true);

    private static A2AJsonContext V1 => A2AJson.Default;

    private static V03JsonContext V03 => V03JsonContext.Wire;

    [Fact]
    public void A_task_survives_its_JSON() => Survives(Any.Task, task => Through(task, V1.AgentTask));

    [Fact]
    public void A_stream_item_survives_its_JSON() => Survives(Any.Item, item => Through(item, V1.StreamResponse));

    [Fact]
    public void A_request_survives_its_JSON() => Survives(Any.Request, request => Through(request, V1.SendMessageRequest));

    [Fact]
    public void A_push_config_survives_its_JSON() => Survives(Any.PushConfig(inline: false), config => Through(config, V1.TaskPushNotificationConfig));

    [Fact]
    public void A_list_request_survives_its_JSON() => Survives(ListRequests, request => Through(request, V1.ListTasksRequest));

    [Fact]
    public void A_task_survives_0_3() => Survives(Older.Task, task => Through(task.ToV03(), V03.V03Task).ToModel());

    [Fact]
    public void A_message_survives_0_3() => Survives(Older.Message, message => Through(message.ToV03(), V03.V03Message).ToModel());

    [Fact]
    public void A_status_update_survives_0_3() => Survives(Older.StatusUpdate, update => Through(update.ToV03(), V03.V03StatusUpdate).ToModel());

    [Fact]
    public void An_artifact_update_survives_0_3() => Survives(Older.ArtifactUpdate, update => Through(update.ToV03(), V03.V03ArtifactUpdate).ToModel());

    [Fact]
    public void A_request_survives_0_3() => Survives(Older.Request, request => Through(request.ToV03(), V03.V03MessageSendParams).ToModel());

    [Fact]
    public void A_push_config_survives_0_3_in_what_is_read_back_and_in_what_is_set() => Survives(
        Older.PushConfig(inline: false),
        config =>
        {
            var sent = JsonSerializer.Serialize(config.ToV03(), V03.V03TaskPushConfig);
            var set = JsonSerializer.Deserialize(sent, V03.V03SetPushConfigParams)!.ToModel();
            var got = Through(config.ToV03(), V03.V03TaskPushConfig);
            return Deep.Equal(set, config) ? got.PushNotificationConfig!.ToModel(got.TaskId) : set;
        });

    [Fact]
    public void A_task_of_0_3_survives_the_model() => Survives(OlderTasks, task => Through(Through(task.ToModel(), V1.AgentTask).ToV03(), V03.V03Task));

    [Fact]
    public void A_status_update_of_0_3_survives_the_model() => Survives(
        Older.StatusUpdate.Select(update => update.ToV03()), update => Through(Through(update.ToModel(), V1.TaskStatusUpdateEvent).ToV03(), V03.V03StatusUpdate));

    [Fact]
    public void A_request_of_0_3_survives_the_model() => Survives(
        OlderMessages.Select(message => new V03MessageSendParams { Message = message, Configuration = new() { Blocking = message.ContextId is null } }),
        request => Through(Through(request.ToModel(), V1.SendMessageRequest).ToV03(), V03.V03MessageSendParams));

    /// <summary>Made as 0.3 has them, not by the translation that is under test.</summary>
    private static Gen<V03Message> OlderMessages =>
        from id in Models.Text
        from context in Models.MaybeOf(Models.Text)
        from role in Gen.Elements("user", "agent")
        from text in Models.Text
        from json in Models.JsonObject
        from references in Models.Texts
        select new V03Message
        {
            MessageId = id,
            ContextId = context,
            Role = role,
            ReferenceTaskIds = references,
            Metadata = json,
            Parts =
            [
                new() { Kind = "text", Text = text },
                new() { Kind = "data", Data = json, Metadata = json },
                new() { Kind = "file", File = new() { Bytes = [1, 2, 3], Name = text, MimeType = "text/plain" } },
                new() { Kind = "file", File = new() { Uri = text } },
            ],
        };

    private static Gen<V03Task> OlderTasks =>
        from message in OlderMessages
        from state in Gen.Elements("submitted", "working", "input-required", "completed", "canceled", "failed", "rejected", "auth-required", "unknown")
        from time in Models.Time
        select new V03Task
        {
            Id = message.MessageId,
            ContextId = message.MessageId,
            Status = new() { State = state, Timestamp = time, Message = message },
            History = [message, message],
            Artifacts = [new() { ArtifactId = message.MessageId, Name = message.ContextId, Parts = message.Parts, Extensions = message.ReferenceTaskIds }],
            Metadata = message.Metadata,
        };

    private static Gen<ListTasksRequest> ListRequests =>
        from context in Models.MaybeOf(Models.Text)
        from state in Gen.Elements(Enum.GetValues<TaskState>())
        from size in Gen.Choose(int.MinValue, int.MaxValue)
        from time in Models.Time
        select new ListTasksRequest { ContextId = context, Status = state, PageSize = size, PageToken = context, StatusTimestampAfter = time, IncludeArtifacts = size > 0 };

    private static T Through<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, type), type)!;

    private static void Survives<T>(Gen<T> values, Func<T, T> trip) => Prop
        .ForAll(values.ToArbitrary(), value => Deep.Equal(trip(value), value))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
