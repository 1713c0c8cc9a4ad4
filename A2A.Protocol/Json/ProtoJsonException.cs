using System.Text.Json;

namespace A2A.Protocol.Json;

/// <summary>JSON that contradicts itself; the message is meant for its sender, to be read after the path.</summary>
/// <param name="reason">Such as <c>is the same field as messageId; send one of them.</c></param>
/// <param name="isOfObject">True when it is about the object that holds the member of the path.</param>
internal sealed class ProtoJsonException(string reason, bool isOfObject = false) : JsonException(reason)
{
    public bool IsOfObject => isOfObject;
}
