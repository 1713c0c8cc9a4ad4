using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03.Proto;

/// <summary>The names of states in 0.3's a2a.proto: those of 1.0, but for <c>TASK_STATE_CANCELLED</c>.</summary>
internal static class V03ProtoState
{
    private static readonly Dictionary<string, TaskState> States = Enum.GetValues<TaskState>().ToDictionary(NameOf);

    public static string NameOf(TaskState state) => state == TaskState.Canceled
        ? "TASK_STATE_CANCELLED"
        : JsonSerializer.SerializeToElement(state, A2AJson.Default.TaskState).GetString()!; // each state has a name

    /// <summary>The state of that name; unspecified when there is none.</summary>
    public static TaskState ToModel(string? name) => States.GetValueOrDefault(name ?? "", TaskState.Unspecified);
}

/// <summary>A state by its name; reads its number as well (ProtoJSON).</summary>
internal sealed class V03ProtoStateConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Number ? reader.GetString()
        : reader.TryGetInt32(out var number) && Enum.IsDefined((TaskState)number) ? V03ProtoState.NameOf((TaskState)number)
        : throw new JsonException("The number is that of no state.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
