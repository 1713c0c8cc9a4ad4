using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;

namespace A2A.Server.Tasks;

/// <summary>Whether two messages say the same.</summary>
internal static class MessageContent
{
    /// <summary>True when parts and metadata are equal as JSON: the order of members and the form of numbers do not matter.</summary>
    public static bool HasContentOf(this Message message, Message other) => JsonElement.DeepEquals(ContentOf(message), ContentOf(other));

    private static JsonElement ContentOf(Message message) => JsonSerializer.SerializeToElement(
        new Message { Parts = message.Parts, Metadata = message.Metadata }, A2AJson.Default.Message);
}
