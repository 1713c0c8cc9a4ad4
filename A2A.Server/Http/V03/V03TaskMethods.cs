using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;

namespace A2A.Server.Http.V03;

/// <summary><c>tasks/get</c>, <c>tasks/cancel</c> and <c>tasks/resubscribe</c> (A2A 0.3, sections 7.3, 7.4 and 7.9).</summary>
internal sealed class V03TaskMethods(TaskOperations tasks, StreamOperations streams)
{
    private const int LargestPage = 100;

    /// <summary>The result is the task.</summary>
    public async Task<Reply> GetAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = Read(call);
        return given.IsRefused
            ? given.Error
            : V03Reply.From(call, await tasks.GetAsync(call.Context, given.Value.Id ?? "", given.Value.HistoryLength, cancellationToken));
    }

    /// <summary>The result is an array of tasks, newest status first. Only HTTP+JSON has it in 0.3, and it has no pages there.</summary>
    public async Task<Reply> ListAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<ListTasksRequest>().Then(Check);
        return given.IsRefused
            ? given.Error
            : V03Reply.From(
                call,
                await tasks.ListAsync(
                    call.Context,
                    given.Value with { IncludeArtifacts = true },
                    given.Value.PageSize ?? LargestPage,
                    cancellationToken));
    }

    /// <summary>The result is the task as it is after the cancellation.</summary>
    public async Task<Reply> CancelAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = Read(call);
        return given.IsRefused
            ? given.Error
            : V03Reply.From(call, await tasks.CancelAsync(call.Context, given.Value.Id ?? "", cancellationToken));
    }

    /// <summary>The results are the task, then its events; with <c>Last-Event-ID</c> only the events after that one.</summary>
    public async Task<Reply> ResubscribeAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = Read(call);
        return given.IsRefused
            ? given.Error
            : V03Reply.From(call, await streams.SubscribeAsync(call.Context, given.Value.Id ?? "", cancellationToken));
    }

    private static Outcome<ListTasksRequest> Check(ListTasksRequest given) => given switch
    {
        { PageSize: < 1 or > LargestPage } => A2AError.InvalidParams("pageSize", $"is {given.PageSize}; send 1 to {LargestPage}."),
        _ when MessageRules.OfHistoryLength(given.HistoryLength) is { } error => error,
        _ => given,
    };

    private static Outcome<V03TaskParams> Read(OperationCall call) => call.Read<V03TaskParams>().Then(Check);

    private static Outcome<V03TaskParams> Check(V03TaskParams given) => given switch
    {
        { Id: null or "" } => A2AError.InvalidParams("id", "is missing; send the id of the task."),
        _ when MessageRules.OfHistoryLength(given.HistoryLength) is { } error => error,
        _ when MessageRules.OfMetadata("metadata", given.Metadata) is { } error => error,
        _ => given,
    };
}
