using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;

namespace A2A.Server.Tasks;

/// <summary>Finds the state that an event tells of without reading the event: most readers pass its bytes on.</summary>
internal static class EventState
{
    /// <summary>
    /// The state in <c>{"statusUpdate":{"status":{"state":…}}}</c> or <c>{"task":{"status":{"state":…}}}</c>; null when the
    /// event tells of none.
    /// </summary>
    /// <param name="json">A 1.0 StreamResponse.</param>
    public static TaskState? Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read()
            || !Enter(ref reader, "statusUpdate", "task")
            || !Enter(ref reader, "status", "status")
            || !Enter(ref reader, "state", "state"))
        {
            return null;
        }

        return JsonSerializer.Deserialize(ref reader, A2AJson.Default.TaskState);
    }

    // Stands on the value of the member afterwards; false when there is no such member.
    private static bool Enter(ref Utf8JsonReader reader, string name, string otherName)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name) || reader.ValueTextEquals(otherName);
            reader.Read();
            if (isWanted)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
