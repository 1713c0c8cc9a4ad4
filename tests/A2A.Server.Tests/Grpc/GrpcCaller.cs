using System.Net;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;
using A2A.Server.Tests.Http;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Lf.A2a.V1;
using Microsoft.AspNetCore.Hosting;
using Status = Google.Rpc.Status;

namespace A2A.Server.Tests.Grpc;

/// <summary>A client of the gRPC binding, at a free port that speaks HTTP/2 without TLS.</summary>
internal sealed class GrpcCaller : IDisposable
{
    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private readonly GrpcChannel _channel;

    public GrpcCaller()
    {
        Port = RedisServer.FreePort();
        _channel = GrpcChannel.ForAddress(Address, new() { MaxReceiveMessageSize = null });
        Service = new(_channel);
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>What the server must be told, whose own address is another free port.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        [WebHostDefaults.ServerUrlsKey] = $"{Address};http://127.0.0.1:0",
        ["Grpc:Port"] = $"{Port}",
    };

    public ChannelBase Channel => _channel;

    public A2AService.A2AServiceClient Service { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _channel.Dispose();

    /// <summary>Calls a method by its name; what it gives has the form of HTTP+JSON. Of a stream that is its first item.</summary>
    public async Task<Told> TellAsync(string method, string parameters, string tenant = "", Metadata? metadata = null)
    {
        var descriptor = A2AService.Descriptor.FindMethodByName(method).ShouldNotBeNull(method);
        try
        {
            var reply = await CallAsync(descriptor, RequestOf(descriptor, parameters, tenant), metadata);
            return new(new(HttpStatusCode.OK), JsonOf(reply), Tongue.V1Grpc);
        }
        catch (RpcException e)
        {
            var status = e.GetRpcStatus().ShouldNotBeNull(e.ToString());
            status.Code.ShouldBe((int)e.StatusCode);
            status.Message.ShouldBe(e.Status.Detail);
            return new(new(HttpStatusOf(e.StatusCode)), new JsonObject { ["error"] = ErrorOf(status) }, Tongue.V1Grpc);
        }
    }

    /// <summary>Opens a stream, whose items have the form of HTTP+JSON and no ids.</summary>
    public EventReader Open(string method, string parameters, string tenant)
    {
        var descriptor = A2AService.Descriptor.FindMethodByName(method).ShouldNotBeNull(method);
        var stream = Stream(descriptor, RequestOf(descriptor, parameters, tenant), metadata: null);
        return new EventReader(new(HttpStatusCode.OK), ItemsAsync());

        async IAsyncEnumerable<ReadEvent> ItemsAsync()
        {
            using (stream)
            {
                while (await stream.ResponseStream.MoveNext(Token))
                {
                    yield return new ReadEvent(null, JsonOf(stream.ResponseStream.Current));
                }
            }
        }
    }

    public static JsonNode JsonOf(IMessage message) =>
        JsonNode.Parse(Formatter.Format(message), documentOptions: new() { MaxDepth = A2AJson.MaxDepth }).ShouldNotBeNull();

    private static IMessage RequestOf(MethodDescriptor descriptor, string parameters, string tenant)
    {
        var json = JsonNode.Parse(parameters).ShouldNotBeNull();
        if (tenant.Length > 0)
        {
            json["tenant"] = tenant;
        }

        return Parser.Parse(json.ToJsonString(), descriptor.InputType);
    }

    private async Task<IMessage> CallAsync(MethodDescriptor descriptor, IMessage request, Metadata? metadata)
    {
        if (!descriptor.IsServerStreaming)
        {
            return await _channel.CreateCallInvoker().AsyncUnaryCall(MethodOf(descriptor, MethodType.Unary), null, OptionsOf(metadata), request);
        }

        using var stream = Stream(descriptor, request, metadata);
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue("the stream has no item");
        return stream.ResponseStream.Current;
    }

    private AsyncServerStreamingCall<IMessage> Stream(MethodDescriptor descriptor, IMessage request, Metadata? metadata) =>
        _channel.CreateCallInvoker().AsyncServerStreamingCall(MethodOf(descriptor, MethodType.ServerStreaming), null, OptionsOf(metadata), request);

    private static CallOptions OptionsOf(Metadata? metadata) => new(metadata, DateTime.UtcNow + Eventually.Patience, Token);

    private static Method<IMessage, IMessage> MethodOf(MethodDescriptor descriptor, MethodType type) => new(
        type,
        descriptor.Service.FullName,
        descriptor.Name,
        Marshallers.Create(message => message.ToByteArray(), bytes => descriptor.InputType.Parser.ParseFrom(bytes)),
        Marshallers.Create(message => message.ToByteArray(), bytes => descriptor.OutputType.Parser.ParseFrom(bytes)));

    // As google.rpc.Code says it of each.
    private static HttpStatusCode HttpStatusOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition => HttpStatusCode.BadRequest,
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.ResourceExhausted => HttpStatusCode.TooManyRequests,
        StatusCode.Internal => HttpStatusCode.InternalServerError,
        StatusCode.Unavailable => HttpStatusCode.ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "The binding gives no such status."),
    };

    private static JsonObject ErrorOf(Status status) => new()
    {
        ["code"] = (int)HttpStatusOf((StatusCode)status.Code),
        ["status"] = CodeName((Code)status.Code),
        ["message"] = status.Message,
        ["details"] = new JsonArray([.. status.Details.Select(detail => JsonOf(detail))]),
    };

    // NOT_FOUND
    private static string CodeName(Code code) =>
        CodeReflection.Descriptor.FindTypeByName<EnumDescriptor>("Code").FindValueByNumber((int)code).Name;
}
