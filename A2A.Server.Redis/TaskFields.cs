using System.Globalization;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>The fields of a task's hash, and its messages, as scripts return them.</summary>
internal sealed class TaskFields
{
    private readonly Dictionary<string, string> _fields = [];
    private readonly List<Message> _history;

    public TaskFields(RedisResult fields, RedisResult history)
    {
        var pairs = (RedisValue[]?)fields ?? [];
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            _fields[pairs[i].ToString()] = pairs[i + 1].ToString();
        }

        _history = ((RedisValue[]?)history ?? []).Select(message => Read(message.ToString(), A2AJson.Default.Message)).ToList();
    }

    public long Sequence => Number("sequence");

    public int Attempt => (int)Number("attempt");

    public int Turn => (int)Number("turn", absent: 1);

    public bool CancelRequested => _fields.ContainsKey("cancel");

    public IReadOnlyDictionary<string, string> Steps => Fields("step:");

    public TaskSnapshot ToSnapshot(TaskId id) => new()
    {
        Id = id,
        Owner = _fields["owner"],
        Agent = _fields["agent"],
        Cursor = new EventCursor(_fields["lastEvent"]),
        Version = Number("version"),
        TraceParent = _fields.GetValueOrDefault("traceparent") is { Length: > 0 } traceParent ? traceParent : null,
        Task = new AgentTask
        {
            Id = id.Value,
            ContextId = _fields["contextId"],
            Status = Read(_fields["status"], A2AJson.Default.TaskStatus),
            History = _history,
            Artifacts = Artifacts(),
        },
    };

    private List<Artifact>? Artifacts()
    {
        var order = _fields.GetValueOrDefault("artifacts")?.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return order?.Select(id => Read(_fields[$"artifact:{id}"], A2AJson.Default.Artifact)).ToList();
    }

    private Dictionary<string, string> Fields(string prefix) => _fields
        .Where(field => field.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(field => field.Key[prefix.Length..], field => field.Value);

    private long Number(string name, long absent = 0) =>
        _fields.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : absent;

    private static T Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type)
            ?? throw new InvalidDataException($"A task in Redis holds an empty {typeof(T).Name}.");
}
