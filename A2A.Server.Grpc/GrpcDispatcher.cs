using System.Diagnostics;
using A2A.Protocol.Grpc;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using Google.Protobuf;
using Grpc.Core;
using Lf.A2a.V1;
using Task = System.Threading.Tasks.Task;

namespace A2A.Server.Grpc;

/// <summary>Answers one call over gRPC: turns it into parameters as JSON-RPC has them, runs its operation, writes what it gives.</summary>
internal sealed partial class GrpcDispatcher(
    OperationTable operations,
    OperationRunner runner,
    MessageJson json,
    GrpcStream streams,
    GrpcErrors errors,
    ILogger<GrpcDispatcher> logger)
{
    /// <summary>The answer of a method without a stream.</summary>
    /// <exception cref="RpcException">The operation was refused.</exception>
    public async Task<TReply> AnswerAsync<TReply>(IMessage request, ServerCallContext call)
        where TReply : IMessage<TReply>, new()
    {
        try
        {
            return await RunAsync(request, call) switch
            {
                Reply.Result result => ProtobufJson.Read<TReply>(result.Json.Span),
                Reply.Failed failed => throw errors.Refuse(failed.Error),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw EndOf(call, e);
        }
    }

    /// <summary>Sends the items of a method with a stream.</summary>
    /// <exception cref="RpcException">The operation was refused, or the stream broke off.</exception>
    public async Task StreamAsync(IMessage request, IServerStreamWriter<StreamResponse> writer, ServerCallContext call)
    {
        try
        {
            var reply = await RunAsync(request, call);
            if (reply is Reply.Failed failed)
            {
                throw errors.Refuse(failed.Error);
            }

            await streams.WriteAsync(call, ((Reply.Stream)reply).Items, writer);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw EndOf(call, e);
        }
    }

    private async Task<Reply> RunAsync(IMessage request, ServerCallContext call)
    {
        var http = call.GetHttpContext();
        http.RequestAborted = call.CancellationToken; // a deadline ends the answer, as a client that leaves does
        var version = ProtocolVersions.Of(http.Request);
        if (version.IsRefused || version.Value == ProtocolVersions.V03)
        {
            return A2AError.VersionNotSupported(ProtocolVersions.TextOf(http.Request), ProtocolVersions.V1);
        }

        var name = call.Method[(call.Method.LastIndexOf('/') + 1)..];
        var operation = operations.FindMethod(name) ?? throw new InvalidOperationException($"The table of operations has no {name}.");
        var given = json.ParamsOf(request);
        return given.IsRefused
            ? given.Error
            : await runner.RunAsync(http, operation, agentName: null, given.Value, Binding.Grpc);
    }

    private RpcException EndOf(ServerCallContext call, Exception exception)
    {
        if (call.CancellationToken.IsCancellationRequested)
        {
            return new(new Status(StatusCode.Cancelled, "The client has left.")); // its connection or call is gone
        }

        LogFailed(call.Method, exception);
        return errors.Refuse(A2AError.Unexpected);
    }

    [LoggerMessage(
        EventId = 801, EventName = "GrpcCallFailed", Level = LogLevel.Error,
        Message = "{Method} failed unexpectedly")]
    private partial void LogFailed(string method, Exception exception);
}
