using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client.Wire;

/// <summary>Calls by JSON-RPC over HTTP: the envelope and the errors, whatever the method.</summary>
internal sealed class JsonRpcChannel(HttpExchange exchange, Uri endpoint) : IChannel
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private long _lastId;

    public async Task<T> CallAsync<T>(Call<T> call, CancellationToken cancellationToken)
    {
        var rpc = NewCall(call);
        using var request = ToHttp(rpc);
        return await exchange.CallAsync(
            request,
            new(rpc.Method!, rpc.Params),
            (response, errors, body) => call.Read(Read(rpc, response, errors, body)),
            cancellationToken);
    }

    public async Task<EventConnection<T>> OpenAsync<T>(Call<T> call, string? lastEventId, CancellationToken cancellationToken)
    {
        var rpc = NewCall(call);
        using var request = ToHttp(rpc);
        return await exchange.OpenAsync(
            request,
            new(rpc.Method!, rpc.Params),
            lastEventId,
            (response, errors, body) => Read(rpc, response, errors, body),
            call.Read,
            cancellationToken);
    }

    private static Answer Read(JsonRpcRequest call, HttpResponseMessage response, AnswerErrors errors, byte[] body)
    {
        var envelope = ReadEnvelope(errors, response, body);
        if (envelope.Error is { } error)
        {
            throw errors.Refused(AgentRefusal.From(error));
        }

        if (!response.IsSuccessStatusCode)
        {
            throw errors.BadStatus(body);
        }

        return envelope.Id is { } id && JsonElement.DeepEquals(id, call.Id!.Value)
            ? new Answer(envelope.Result, errors, body)
            : throw errors.Foreign($"the answer to call {call.Id}", body);
    }

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

    private JsonRpcRequest NewCall<T>(Call<T> call) => new()
    {
        Id = JsonElement.Parse(Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture)),
        Method = call.Operation.Method ?? throw new A2AException(
            $"A2A {exchange.Version.ToText()} has no {call.Operation.Name} over JSON-RPC;"
            + " use HTTP+JSON or 1.0 where the agent offers them.",
            A2AErrorCode.MethodNotFound,
            null),
        Params = call.Parameters,
    };

    private HttpRequestMessage ToHttp(JsonRpcRequest call)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(call, JsonRpcJsonContext.Wire.JsonRpcRequest));
        content.Headers.ContentType = Json;
        return new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
    }
}
