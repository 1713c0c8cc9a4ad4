using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client;

/// <summary>What a call gave, and the bytes it came in, for errors that are seen only when the result is read.</summary>
internal sealed class JsonRpcAnswer
{
    private readonly AnswerErrors _errors;
    private readonly byte[] _body;

    private JsonRpcAnswer(JsonElement? result, AnswerErrors errors, byte[] body)
    {
        Result = result;
        _errors = errors;
        _body = body;
    }

    /// <summary>The result as it came; null when the call gives none.</summary>
    public JsonElement? Result { get; }

    /// <summary>Reads the envelope.</summary>
    /// <exception cref="A2AException">It is an error, answers another call, or is not JSON-RPC.</exception>
    public static JsonRpcAnswer Read(JsonRpcRequest call, HttpResponseMessage response, byte[] body)
    {
        var errors = new AnswerErrors(call.Method, call.Params, response.StatusCode);
        var envelope = ReadEnvelope(errors, response, body);
        if (envelope.Error is { } error)
        {
            throw errors.Refused(error);
        }

        if (!response.IsSuccessStatusCode)
        {
            throw errors.BadStatus(body);
        }

        return envelope.Id is { } id && JsonElement.DeepEquals(id, call.Id!.Value)
            ? new JsonRpcAnswer(envelope.Result, errors, body)
            : throw errors.Foreign($"the answer to call {call.Id}", body);
    }

    /// <summary>The result as a <typeparamref name="T"/>.</summary>
    /// <exception cref="A2AException">It is something else.</exception>
    public T As<T>(JsonTypeInfo<T> type, string expected)
        where T : class
    {
        try
        {
            return Result?.Deserialize(type) ?? throw NotA(expected);
        }
        catch (JsonException e)
        {
            throw NotA(expected, e);
        }
    }

    /// <summary>The error that the result is not what was expected.</summary>
    public A2AException NotA(string expected, Exception? cause = null) => _errors.Foreign(expected, _body, cause);

    private static JsonRpcResponse ReadEnvelope(AnswerErrors errors, HttpResponseMessage response, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, JsonRpcJsonContext.Wire.JsonRpcResponse) is { Jsonrpc: "2.0" } envelope
                ? envelope
                : throw new JsonException("No JSON-RPC 2.0 envelope.");
        }
        catch (JsonException) when (!response.IsSuccessStatusCode)
        {
            throw errors.BadStatus(body);
        }
        catch (JsonException e)
        {
            throw errors.Foreign("JSON-RPC", body, e);
        }
    }
}
