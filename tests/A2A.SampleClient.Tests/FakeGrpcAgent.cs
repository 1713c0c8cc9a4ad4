using System.Collections.Concurrent;
using Grpc.Core;
using Lf.A2a.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Task = System.Threading.Tasks.Task;

namespace A2A.SampleClient.Tests;

/// <summary>An agent that speaks gRPC alone: it streams two events and holds the stream open until the client hangs up.</summary>
internal sealed class FakeGrpcAgent : FakeService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the card names an address where nothing is.</summary>
    public bool GrpcIsGone { get; init; }

    /// <summary>So many calls are refused, first.</summary>
    public int Unavailable { get; init; }

    /// <summary>How they are refused.</summary>
    public Google.Rpc.Status Refusal { get; init; } = new();

    /// <summary>The headers of each call, in order.</summary>
    public ConcurrentQueue<IHeaderDictionary> Headers { get; } = [];

    public Task HungUp => _hungUp.Task.WaitAsync(Patience);

    protected override void Add(IServiceCollection services) => services.AddSingleton(this).AddSingleton<Service>().AddGrpc();

    protected override void Map(WebApplication app)
    {
        app.MapGet("/.well-known/agent-card.json", () => new
        {
            name = "Trainer",
            version = "1.0",
            capabilities = new { streaming = true, pushNotifications = true },
            supportedInterfaces = new[] { new { url = GrpcIsGone ? "127.0.0.1:2" : GrpcAddress, protocolBinding = "GRPC", protocolVersion = "1.0" } },
        });
        app.MapGrpcService<Service>();
    }

    private sealed class Service(FakeGrpcAgent agent) : A2AService.A2AServiceBase
    {
        public override async Task SendStreamingMessage(
            SendMessageRequest request, IServerStreamWriter<StreamResponse> responseStream, ServerCallContext context)
        {
            Receive(context);
            using var registration = context.CancellationToken.Register(() => agent._hungUp.TrySetResult());
            await context.WriteResponseHeadersAsync([new("last-event-id", "e1")]);
            await responseStream.WriteAsync(new() { Task = Of(TaskState.Submitted) });
            await responseStream.WriteAsync(new() { StatusUpdate = new() { TaskId = FakeAgent.TaskId, Status = new() { State = TaskState.Working } } });
            await agent.HungUp;
        }

        public override Task<Lf.A2a.V1.Task> GetTask(GetTaskRequest request, ServerCallContext context)
        {
            Receive(context);
            var task = Of(TaskState.Completed);
            task.Artifacts.Add(new Artifact { ArtifactId = "artifact-1", Parts = { new Part { Text = "Accuracy 0.97" } } });
            return Task.FromResult(task);
        }

        private void Receive(ServerCallContext context)
        {
            agent.Headers.Enqueue(new HeaderDictionary(context.GetHttpContext().Request.Headers.ToDictionary()));
            if (agent.Headers.Count <= agent.Unavailable)
            {
                throw agent.Refusal.ToRpcException();
            }
        }

        private static Lf.A2a.V1.Task Of(TaskState state) => new() { Id = FakeAgent.TaskId, Status = new() { State = state } };
    }
}
