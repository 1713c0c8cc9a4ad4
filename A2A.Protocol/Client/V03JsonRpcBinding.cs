using System.Runtime.CompilerServices;
using System.Text.Json;
using A2A.Protocol.V03;

namespace A2A.Protocol.Client;

/// <summary>A2A 0.3 over JSON-RPC: each operation's method, its parameters in 0.3, and its result in the model.</summary>
internal sealed class V03JsonRpcBinding(JsonRpcChannel channel)
{
    private static V03JsonContext Wire => V03JsonContext.Wire;

    public async Task<AgentTask> SendAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        var parameters = JsonSerializer.SerializeToElement(request.ToV03(), Wire.V03MessageSendParams);
        var answer = await channel.CallAsync("message/send", parameters, cancellationToken);
        return V03Results.Read(answer).Task ?? throw answer.NotA("a task");
    }

    public IAsyncEnumerable<StreamItem> StreamAsync(SendMessageRequest request, CancellationToken cancellationToken) =>
        FollowAsync("message/stream", JsonSerializer.SerializeToElement(request.ToV03(), Wire.V03MessageSendParams), null, cancellationToken);

    public IAsyncEnumerable<StreamItem> ResubscribeAsync(string id, string? lastEventId, CancellationToken cancellationToken) =>
        FollowAsync("tasks/resubscribe", Element(new V03TaskParams { Id = id }), lastEventId, cancellationToken);

    public Task<AgentTask> GetTaskAsync(string id, int? historyLength, CancellationToken cancellationToken) =>
        TaskAsync("tasks/get", new V03TaskParams { Id = id, HistoryLength = historyLength }, cancellationToken);

    public Task<AgentTask> CancelAsync(string id, CancellationToken cancellationToken) =>
        TaskAsync("tasks/cancel", new V03TaskParams { Id = id }, cancellationToken);

    public async Task<TaskPushNotificationConfig> SetPushConfigAsync(TaskPushNotificationConfig config, CancellationToken cancellationToken)
    {
        var parameters = JsonSerializer.SerializeToElement(config.ToV03(), Wire.V03TaskPushConfig);
        return V03Results.PushConfig(await channel.CallAsync("tasks/pushNotificationConfig/set", parameters, cancellationToken));
    }

    public async Task<TaskPushNotificationConfig> GetPushConfigAsync(string taskId, string configId, CancellationToken cancellationToken)
    {
        var parameters = Element(new V03TaskParams { Id = taskId, PushNotificationConfigId = configId });
        return V03Results.PushConfig(await channel.CallAsync("tasks/pushNotificationConfig/get", parameters, cancellationToken));
    }

    public async Task<IReadOnlyList<TaskPushNotificationConfig>> ListPushConfigsAsync(string taskId, CancellationToken cancellationToken)
    {
        var parameters = Element(new V03TaskParams { Id = taskId });
        return V03Results.PushConfigs(await channel.CallAsync("tasks/pushNotificationConfig/list", parameters, cancellationToken));
    }

    public Task DeletePushConfigAsync(string taskId, string configId, CancellationToken cancellationToken) => channel.CallAsync(
        "tasks/pushNotificationConfig/delete",
        Element(new V03TaskParams { Id = taskId, PushNotificationConfigId = configId }),
        cancellationToken);

    private async Task<AgentTask> TaskAsync(string method, V03TaskParams parameters, CancellationToken cancellationToken)
    {
        var answer = await channel.CallAsync(method, Element(parameters), cancellationToken);
        return V03Results.Read(answer).Task ?? throw answer.NotA("a task");
    }

    private async IAsyncEnumerable<StreamItem> FollowAsync(
        string method,
        JsonElement parameters,
        string? lastEventId,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (eventId, answer) in channel.StreamAsync(method, parameters, lastEventId, cancellationToken))
        {
            yield return new StreamItem(eventId, V03Results.Read(answer));
        }
    }

    private static JsonElement Element(V03TaskParams parameters) => JsonSerializer.SerializeToElement(parameters, Wire.V03TaskParams);
}
