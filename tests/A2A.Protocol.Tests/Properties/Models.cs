using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace A2A.Protocol.Tests.Properties;

/// <summary>Any values of the model.</summary>
/// <param name="forV03">True for those that 0.3 can carry: a file name and a media type on files only, data that is an object, a speaker who is known, no tenant.</param>
internal sealed class Models(bool forV03)
{
    private static readonly TaskState[] States = Enum.GetValues<TaskState>();

    /// <summary>Text of any characters; half a surrogate pair is none.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements("", "text", "\0", "\"\\/\b\f\n\r\t", "<script>&'", "\u2028\u2029", "grüezi", "日本", "😀", "kind", "null"),
        Gen.ArrayOf(Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid)).Select(runes => string.Concat(runes.Select(rune => new Rune(rune)))));

    /// <summary>Any JSON but null, which on the wire is as if it were absent.</summary>
    public static Gen<JsonElement> Json { get; } = Gen.Sized(size => Node(Math.Min(size, 3))).Select(node => JsonSerializer.SerializeToElement(node));

    /// <summary>Any JSON object.</summary>
    public static Gen<JsonElement> JsonObject { get; } =
        from name in Text
        from value in Json
        select JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { [name] = value });

    /// <summary>Times as exact as the wire has them.</summary>
    public static Gen<DateTimeOffset> Time { get; } =
        Gen.Choose(0, int.MaxValue).Select(seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddMilliseconds(seconds % 1000));

    public static Gen<IReadOnlyList<string>?> Texts { get; } = Maybe(Many(Text));

    public Gen<Role> Speaker => forV03 ? Gen.Elements(Role.User, Role.Agent) : Gen.Elements(Enum.GetValues<Role>());

    public Gen<Part> Part =>
        from kind in Gen.Choose(0, 3)
        from text in Text
        from raw in Gen.ArrayOf(Gen.Choose(0, 255))
        from data in forV03 ? JsonObject : Json
        from metadata in Maybe(Json)
        from filename in MaybeText
        from mediaType in MaybeText
        let isFile = kind is 1 or 2 || !forV03
        select new Part
        {
            Text = kind == 0 ? text : null,
            Raw = kind == 1 ? [.. raw.Select(value => (byte)value)] : null,
            Url = kind == 2 ? text : null,
            Data = kind == 3 ? data : null,
            Metadata = metadata,
            Filename = isFile ? filename : null,
            MediaType = isFile ? mediaType : null,
        };

    public Gen<Message> Message =>
        from id in Text
        from context in MaybeText
        from task in MaybeText
        from role in Speaker
        from parts in Many(Part)
        from metadata in Maybe(Json)
        from extensions in Texts
        from references in Texts
        select new Message
        {
            MessageId = id,
            ContextId = context,
            TaskId = task,
            Role = role,
            Parts = parts,
            Metadata = metadata,
            Extensions = extensions,
            ReferenceTaskIds = references,
        };

    public Gen<TaskStatus> Status =>
        from state in Gen.Elements(States)
        from message in MaybeOf(Message)
        from time in Maybe(Time)
        select new TaskStatus { State = state, Message = message, Timestamp = time };

    public Gen<Artifact> Artifact =>
        from id in Text
        from name in MaybeText
        from description in MaybeText
        from parts in Many(Part)
        from metadata in Maybe(Json)
        from extensions in Texts
        select new Artifact { ArtifactId = id, Name = name, Description = description, Parts = parts, Metadata = metadata, Extensions = extensions };

    public Gen<AgentTask> Task =>
        from id in Text
        from context in Text
        from status in Status
        from artifacts in Maybe(Many(Artifact))
        from history in Maybe(Many(Message))
        from metadata in Maybe(Json)
        select new AgentTask { Id = id, ContextId = context, Status = status, Artifacts = artifacts, History = history, Metadata = metadata };

    public Gen<TaskStatusUpdateEvent> StatusUpdate =>
        from task in Text
        from context in Text
        from status in Status
        from metadata in Maybe(Json)
        select new TaskStatusUpdateEvent { TaskId = task, ContextId = context, Status = status, Metadata = metadata };

    public Gen<TaskArtifactUpdateEvent> ArtifactUpdate =>
        from task in Text
        from context in Text
        from artifact in Artifact
        from append in Gen.Elements(true, false)
        from last in Gen.Elements(true, false)
        from metadata in Maybe(Json)
        select new TaskArtifactUpdateEvent { TaskId = task, ContextId = context, Artifact = artifact, Append = append, LastChunk = last, Metadata = metadata };

    public Gen<StreamResponse> Item => Gen.OneOf(
        Task.Select(task => new StreamResponse { Task = task }),
        Message.Select(message => new StreamResponse { Message = message }),
        StatusUpdate.Select(update => new StreamResponse { StatusUpdate = update }),
        ArtifactUpdate.Select(update => new StreamResponse { ArtifactUpdate = update }));

    /// <param name="inline">True for a config within a request, which in 0.3 names no task.</param>
    public Gen<TaskPushNotificationConfig> PushConfig(bool inline) =>
        from tenant in MaybeText
        from id in MaybeText
        from task in MaybeText
        from url in Text
        from token in MaybeText
        from secret in MaybeText
        from format in MaybeText
        from scheme in MaybeText
        from credentials in MaybeText
        select new TaskPushNotificationConfig
        {
            Tenant = forV03 ? null : tenant,
            Id = id,
            TaskId = inline && forV03 ? null : task,
            Url = url,
            Token = token,
            Secret = secret,
            Format = format,
            Authentication = scheme is null ? null : new() { Scheme = scheme, Credentials = credentials },
        };

    public Gen<SendMessageRequest> Request =>
        from tenant in MaybeText
        from message in Message
        from metadata in Maybe(Json)
        from modes in Texts
        from config in MaybeOf(PushConfig(inline: true))
        from history in Maybe(Gen.Choose(int.MinValue, int.MaxValue))
        from atOnce in Maybe(Gen.Elements(true, false))
        select new SendMessageRequest
        {
            Tenant = forV03 ? null : tenant,
            Message = message,
            Metadata = metadata,
            Configuration = new() { AcceptedOutputModes = modes, TaskPushNotificationConfig = config, HistoryLength = history, ReturnImmediately = atOnce },
        };

    private static Gen<string?> MaybeText { get; } = MaybeOf(Text);

    public static Gen<T?> MaybeOf<T>(Gen<T> some)
        where T : class => Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct => Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    private static Gen<IReadOnlyList<T>?> Maybe<T>(Gen<IReadOnlyList<T>> some) => MaybeOf(some);

    /// <summary>None to three, so that what nests stays small.</summary>
    private static Gen<IReadOnlyList<T>> Many<T>(Gen<T> one) =>
        Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(one, count)).Select(list => (IReadOnlyList<T>)list);

    private static Gen<JsonNode> Node(int depth)
    {
        var leaf = Gen.OneOf(
            Text.Select(text => (JsonNode)JsonValue.Create(text)),
            Gen.Elements("0", "2.0", "-1e-7", "9223372036854775807", "0.1", "true", "false").Select(literal => JsonNode.Parse(literal)!));
        return depth == 0 ? leaf : Gen.OneOf(
            leaf,
            Many(Node(depth - 1)).Select(nodes => (JsonNode)new JsonArray([.. nodes.Select(node => node.DeepClone())])),
            Many(Text).SelectMany(names => Node(depth - 1).Select(node =>
                (JsonNode)new JsonObject(names.Distinct().Select(name => KeyValuePair.Create(name, (JsonNode?)node.DeepClone()))))));
    }
}
