using System.Runtime.InteropServices;
using System.Text.Json;
using A2A.Protocol.Client;
using A2A.Protocol.Client.Wire;
using A2A.Protocol.Json;
using A2A.Protocol.JsonRpc;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Lf.A2a.V1;

namespace A2A.Protocol.Grpc;

/// <summary>Calls over gRPC: the parameters become the message of the operation's method, and the answer's message becomes JSON.</summary>
internal sealed class A2AGrpcChannel(HttpClient http, Uri endpoint, A2AClientOptions options) : IChannel
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(static bytes => bytes, static bytes => bytes);

    private readonly CallInvoker _calls = GrpcChannel.ForAddress(endpoint, new()
    {
        HttpHandler = new GrpcTransport(http), // with the headers that it sends, such as credentials
        CompressionProviders = [], // what is packed may be a thousand times as long
        MaxReceiveMessageSize = options.LongestAnswer,
        MaxSendMessageSize = null,
    }).CreateCallInvoker();

    public async Task<T> CallAsync<T>(Call<T> call, CancellationToken cancellationToken)
    {
        var method = MethodOf(call.Operation);
        var failures = FailuresOf(call);
        var request = RequestOf(call, method);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(http.Timeout);
        using var answer = _calls.AsyncUnaryCall(WireMethod(method, MethodType.Unary), null, Sign(lastEventId: null, limit.Token), request);
        try
        {
            return call.Read(AnswerOf(method, await answer, failures));
        }
        catch (RpcException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw HttpExchange.Late(http);
        }
        catch (RpcException e)
        {
            throw failures.Of(e, cancellationToken);
        }
    }

    public async Task<EventConnection<T>> OpenAsync<T>(Call<T> call, string? lastEventId, CancellationToken cancellationToken)
    {
        var method = MethodOf(call.Operation);
        var failures = FailuresOf(call);
        GrpcPlace? place = lastEventId is null ? null : GrpcPlace.Of(lastEventId);
        var answers = _calls.AsyncServerStreamingCall(
            WireMethod(method, MethodType.ServerStreaming), null, Sign(place?.AnchorEventId, cancellationToken), RequestOf(call, method));
        var items = new GrpcItems(answers, place, message => AnswerOf(method, message, failures), failures, options);
        try
        {
            await items.BeginAsync(cancellationToken);
            return new EventConnection<T>(items, token => items.ReadAsync(call.Read, token), () => items.EndedAt);
        }
        catch
        {
            items.Dispose();
            throw;
        }
    }

    private static MethodDescriptor MethodOf(WireOperation operation) => A2AService.Descriptor.FindMethodByName(operation.Name);

    private static Method<byte[], byte[]> WireMethod(MethodDescriptor method, MethodType type) =>
        new(type, method.Service.FullName, method.Name, Bytes, Bytes);

    private static byte[] RequestOf<T>(Call<T> call, MethodDescriptor method)
    {
        try
        {
            return ProtobufJson.ReadStrictly(JsonMarshal.GetRawUtf8Value(call.Parameters), method.InputType).ToByteArray();
        }
        catch (InvalidProtocolBufferException e)
        {
            // Left out, a secret would not sign what the caller believes it to sign.
            throw new A2AException(
                $"{method.Name} was not sent, because gRPC has no form for its parameters: {Secrets.Hide(e.Message, call.Parameters)}"
                + " Leave that out, or use another binding.",
                A2AErrorCode.InvalidParams,
                null);
        }
    }

    private static Answer AnswerOf(MethodDescriptor method, byte[] message, GrpcFailures failures)
    {
        try
        {
            var json = ProtobufJson.Write(method.OutputType.Parser.ParseFrom(message));
            return new(JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = A2AJson.MaxDepth }), failures.Succeeded, json);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException or JsonException)
        {
            throw failures.Succeeded.Foreign($"the message {method.OutputType.Name}", default, e);
        }
    }

    private GrpcFailures FailuresOf<T>(Call<T> call) => new(new(call.Operation.Name, call.Parameters), options);

    private CallOptions Sign(string? lastEventId, CancellationToken cancellationToken)
    {
        var metadata = new Metadata { { "a2a-version", ProtocolVersion.V10.ToText() } };
        if (options.Extensions is { Count: > 0 } extensions)
        {
            metadata.Add("a2a-extensions", string.Join(", ", extensions));
        }

        if (lastEventId is not null)
        {
            metadata.Add(GrpcPlace.Key, lastEventId);
        }

        return new CallOptions(metadata, cancellationToken: cancellationToken);
    }
}
