using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>What a call gave, and the bytes it came in, for errors that are seen only when the result is read.</summary>
/// <param name="result">The result as it came; null when the call gives none.</param>
/// <param name="errors">The errors of the exchange.</param>
/// <param name="body">All that came.</param>
internal sealed class Answer(JsonElement? result, AnswerErrors errors, byte[] body)
{
    public JsonElement? Result => result;

    /// <summary>The result as a <typeparamref name="T"/>.</summary>
    /// <exception cref="A2AException">It is something else.</exception>
    public T As<T>(JsonTypeInfo<T> type, string expected)
        where T : class => Member(null, type, expected);

    /// <summary>A member of the result, or the whole when <paramref name="name"/> is null.</summary>
    /// <exception cref="A2AException">It is something else, or not there.</exception>
    public T Member<T>(string? name, JsonTypeInfo<T> type, string expected)
        where T : class
    {
        var element = name is null ? result : Find(name);
        try
        {
            return element?.Deserialize(type) ?? throw NotA(expected);
        }
        catch (JsonException e)
        {
            throw NotA(e is ProtoJsonException ? $"{expected} ({e.Path} {e.Message})" : expected, e);
        }
    }

    /// <summary>A member of the result, by either name that ProtoJSON has for it; null when it is missing or null.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> path)
    {
        var element = result;
        foreach (var name in path)
        {
            element = element is { ValueKind: JsonValueKind.Object } parent && ProtoJson.TryFind(parent, name, out var member)
                && member.ValueKind != JsonValueKind.Null ? member : null;
        }

        return element;
    }

    /// <summary>The same answer with its result in another form.</summary>
    public Answer With(JsonElement other) => new(other, errors, body);

    /// <summary>The error that the result is not what was expected.</summary>
    public A2AException NotA(string expected, Exception? cause = null) => errors.Foreign(expected, body, cause);
}
