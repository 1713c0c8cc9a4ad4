using System.Text.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>An operation of the protocol, in the words of both bindings.</summary>
/// <param name="Method">The JSON-RPC method; null when the binding lacks the operation.</param>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Path">
/// The path below the endpoint, with parameters in braces: <c>/tasks/{id}:cancel</c>. The other parameters are the
/// query of GET and DELETE, and the body of POST (the annotations of the specification's a2a.proto).
/// </param>
internal sealed record WireOperation(string? Method, HttpMethod Verb, string Path)
{
    /// <summary>What errors call it.</summary>
    public string Name => Method ?? $"{Verb} {Path}";
}

/// <summary>A call of an operation, and how its result is read.</summary>
internal sealed record Call<T>(WireOperation Operation, JsonElement Parameters, Func<Answer, T> Read);

/// <summary>A version of the protocol: how the model's requests are written, and how results become the model's.</summary>
internal interface IDialect
{
    Call<SendMessageResponse> Send(SendMessageRequest request);

    Call<StreamResponse> Stream(SendMessageRequest request);

    Call<StreamResponse> Subscribe(SubscribeToTaskRequest request);

    Call<AgentTask> GetTask(GetTaskRequest request);

    Call<ListTasksResponse> ListTasks(ListTasksRequest request);

    Call<AgentTask> Cancel(CancelTaskRequest request);

    Call<TaskPushNotificationConfig> SetPushConfig(TaskPushNotificationConfig config);

    Call<TaskPushNotificationConfig> GetPushConfig(GetTaskPushNotificationConfigRequest request);

    Call<ListTaskPushNotificationConfigsResponse> ListPushConfigs(ListTaskPushNotificationConfigsRequest request);

    Call<object?> DeletePushConfig(DeleteTaskPushNotificationConfigRequest request);

    Call<AgentCard> GetExtendedCard(GetExtendedAgentCardRequest request);
}

/// <summary>A binding of the protocol: how calls travel.</summary>
internal interface IChannel
{
    /// <summary>Calls and waits for the answer.</summary>
    /// <exception cref="A2AException">The agent refused, or what answered is no agent.</exception>
    Task<T> CallAsync<T>(Call<T> call, CancellationToken cancellationToken);

    /// <summary>Calls and waits for the beginning of a stream of answers.</summary>
    /// <exception cref="A2AException">As for <see cref="CallAsync{T}"/>.</exception>
    Task<EventConnection<T>> OpenAsync<T>(Call<T> call, string? lastEventId, CancellationToken cancellationToken);
}

/// <summary>A stream of answers that has begun; disposing of it ends the request.</summary>
/// <param name="request">The request.</param>
/// <param name="read">Reads the answers.</param>
/// <param name="endedAt">The event id that only the end of the stream told, where a binding has such.</param>
internal sealed class EventConnection<T>(
    IDisposable request, Func<CancellationToken, IAsyncEnumerable<StreamedAnswer<T>>> read, Func<string?>? endedAt = null) : IDisposable
{
    /// <summary>The id of the last answer, where it is known when the stream has ended; null = the one that came with it.</summary>
    public string? EndedAt => endedAt?.Invoke();

    /// <summary>The answers as they come.</summary>
    /// <exception cref="A2AException">The agent broke off with an error, or something else than an answer came.</exception>
    public IAsyncEnumerable<StreamedAnswer<T>> ReadAsync(CancellationToken cancellationToken) => read(cancellationToken);

    public void Dispose() => request.Dispose();
}

/// <summary>An event of one connection.</summary>
/// <param name="EventId">Its own id; null when it has none.</param>
/// <param name="Reconnection">The least pause before the next connection, where the server said one.</param>
/// <param name="Value">What came.</param>
internal sealed record StreamedAnswer<T>(string? EventId, TimeSpan? Reconnection, T Value);
