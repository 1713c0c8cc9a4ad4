using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.Server.Tests.Http;

/// <summary>Does what the message says: <c>answer</c> answers directly, <c>answer badly</c> without parts, <c>ask</c> asks back, <c>sign in</c> wants its caller to sign in somewhere, <c>throw</c> throws, <c>finish</c> is quicker than its cancellation, anything else waits for the gate.</summary>
internal sealed class GatedAgent : IDirectAgent
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "gated";

    public AgentCard Card { get; } = new() { Name = "Gated", Capabilities = new() { Streaming = true, PushNotifications = true } };

    public void Open() => _gate.TrySetResult();

    public Task<Message?> AnswerAsync(Message message, CancellationToken cancellationToken) => Task.FromResult(message.Text switch
    {
        "answer" => new Message { Parts = [Part.Of("at once")] },
        "answer badly" => new Message(),
        _ => null,
    });

    public async Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        await task.WorkingAsync("begins", cancellationToken);
        switch (task.Message.Text)
        {
            case "ask":
                await task.RequireInputAsync("Which one?", cancellationToken);
                return;
            case "sign in":
                await task.RequireAuthAsync("Sign in at https://login.example/", cancellationToken);
                return;
            case "throw":
                throw new InvalidOperationException("a secret detail");
            case "finish":
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await task.CompleteAsync("finished all the same", CancellationToken.None);
                return;
            default:
                await _gate.Task.WaitAsync(cancellationToken);
                await task.CompleteAsync("gate passed", cancellationToken);
                return;
        }
    }
}

/// <summary>Neither streams nor sends webhooks.</summary>
internal sealed class MuteAgent : IAgent
{
    public string Name => "mute";

    public AgentCard Card { get; } = new() { Name = "Mute", Capabilities = new() { Streaming = false, PushNotifications = false } };

    public Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken) => task.CompleteAsync("done", cancellationToken);
}

/// <summary>Declares extensions and requires one of them.</summary>
internal sealed class PickyAgent : IAgent
{
    public const string Required = "https://extensions.example/required/v1";
    public const string Optional = "https://extensions.example/optional/v1";

    public string Name => "picky";

    public AgentCard Card { get; } = new()
    {
        Name = "Picky",
        Capabilities = new() { Streaming = true, Extensions = [new() { Uri = Required, Required = true }, new() { Uri = Optional }] },
    };

    public Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken) => task.CompleteAsync("done", cancellationToken);
}
