using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lf.A2a.V1;
using Task = System.Threading.Tasks.Task;
using Wire = Lf.A2a.V1;

namespace A2A.Server.Grpc;

/// <summary>The methods of <c>lf.a2a.v1.A2AService</c>: each is the operation of its name in the table of operations.</summary>
internal sealed class GrpcService(GrpcDispatcher calls) : A2AService.A2AServiceBase
{
    public override Task<SendMessageResponse> SendMessage(SendMessageRequest request, ServerCallContext context) =>
        calls.AnswerAsync<SendMessageResponse>(request, context);

    public override Task SendStreamingMessage(
        SendMessageRequest request, IServerStreamWriter<StreamResponse> responseStream, ServerCallContext context) =>
        calls.StreamAsync(request, responseStream, context);

    public override Task<Wire.Task> GetTask(GetTaskRequest request, ServerCallContext context) =>
        calls.AnswerAsync<Wire.Task>(request, context);

    public override Task<ListTasksResponse> ListTasks(ListTasksRequest request, ServerCallContext context) =>
        calls.AnswerAsync<ListTasksResponse>(request, context);

    public override Task<Wire.Task> CancelTask(CancelTaskRequest request, ServerCallContext context) =>
        calls.AnswerAsync<Wire.Task>(request, context);

    public override Task SubscribeToTask(
        SubscribeToTaskRequest request, IServerStreamWriter<StreamResponse> responseStream, ServerCallContext context) =>
        calls.StreamAsync(request, responseStream, context);

    public override Task<TaskPushNotificationConfig> CreateTaskPushNotificationConfig(
        TaskPushNotificationConfig request, ServerCallContext context) =>
        calls.AnswerAsync<TaskPushNotificationConfig>(request, context);

    public override Task<TaskPushNotificationConfig> GetTaskPushNotificationConfig(
        GetTaskPushNotificationConfigRequest request, ServerCallContext context) =>
        calls.AnswerAsync<TaskPushNotificationConfig>(request, context);

    public override Task<ListTaskPushNotificationConfigsResponse> ListTaskPushNotificationConfigs(
        ListTaskPushNotificationConfigsRequest request, ServerCallContext context) =>
        calls.AnswerAsync<ListTaskPushNotificationConfigsResponse>(request, context);

    public override Task<Empty> DeleteTaskPushNotificationConfig(
        DeleteTaskPushNotificationConfigRequest request, ServerCallContext context) =>
        calls.AnswerAsync<Empty>(request, context);

    public override Task<AgentCard> GetExtendedAgentCard(GetExtendedAgentCardRequest request, ServerCallContext context) =>
        calls.AnswerAsync<AgentCard>(request, context);
}
