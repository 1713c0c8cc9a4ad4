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
        var json = JsonNode.Parse(parameters).ShouldNotBeNull();
        if (tenant.Length > 0)
        {
            json["tenant"] = tenant;
        }

        try
        {
            var reply = await CallAsync(descriptor, Parser.Parse(json.ToJsonString(), descriptor.InputType), metadata);
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

    public static JsonNode JsonOf(IMessage message) =>
        JsonNode.Parse(Formatter.Format(message), documentOptions: new() { MaxDepth = A2AJson.MaxDepth }).ShouldNotBeNull();

    private async Task<IMessage> CallAsync(MethodDescriptor descriptor, IMessage request, Metadata? metadata)
    {
        var method = new Method<IMessage, IMessage>(
            descriptor.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary,
            descriptor.Service.FullName,
            descriptor.Name,
            Marshallers.Create(message => message.ToByteArray(), bytes => descriptor.InputType.Parser.ParseFrom(bytes)),
            Marshallers.Create(message => message.ToByteArray(), bytes => descriptor.OutputType.Parser.ParseFrom(bytes)));
        var options = new CallOptions(metadata, DateTime.UtcNow + Eventually.Patience, Token);
        var calls = _channel.CreateCallInvoker();
        if (!descriptor.IsServerStreaming)
        {
            return await calls.AsyncUnaryCall(method, null, options, request);
        }

        using var stream = calls.AsyncServerStreamingCall(method, null, options, request);
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue("the stream has no item");
        return stream.ResponseStream.Current;
    }

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
