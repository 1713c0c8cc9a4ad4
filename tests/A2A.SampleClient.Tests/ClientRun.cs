using A2A.SampleClient.Commands;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace A2A.SampleClient.Tests;

/// <summary>One run of the program, put together as Program.cs does it.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What a person reads.</param>
/// <param name="Json">What it writes to its output for programs.</param>
internal sealed record ClientRun(int ExitCode, string Output, string Json)
{
    /// <summary>It ends in the sign that separates a setting from its value.</summary>
    public const string Secret = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cyBvZiBhIGNsaWVudA==";

    public static Task<ClientRun> OfAsync(params string[] args) => OfAsync(stop: null, args);

    /// <summary>Plays the disconnect scenario between two fakes; <paramref name="stop"/> stops it as Ctrl+C does.</summary>
    public static async Task<ClientRun> BetweenAsync(
        FakeAgent agent,
        FakeReceiver receiver,
        string patience = "00:00:30",
        string[]? options = null,
        Task? stop = null,
        string command = "disconnect")
    {
        await agent.StartAsync();
        await receiver.StartAsync();
        return await OfAsync(stop, [command, .. options ?? [], .. Settings(agent, receiver), $"--SampleClient:Patience={patience}"]);
    }

    /// <summary>Settings for two fakes that run.</summary>
    public static string[] Settings(FakeService agent, FakeReceiver receiver) =>
    [
        $"--SampleClient:AgentUrl={agent.Url}",
        $"--SampleClient:ReceiverUrl={receiver.Url}",
        $"--SampleClient:WebhookSecret={Secret}",
        "--SampleClient:RetryDelay=00:00:00.020",
    ];

    private static async Task<ClientRun> OfAsync(Task? stop, string[] args)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.AddServiceDefaults();
        builder.AddConnections();
        builder.AddScreen();
        builder.AddPlaying();
        if (stop is not null)
        {
            builder.Services.AddHostedService(services => new Stopper(stop, services.GetRequiredService<IHostApplicationLifetime>()));
        }

        var (output, json) = (new StringWriter(), new StringWriter());
        var exitCode = await builder.RunCommandAsync(args, ScreenExtensions.On(output), json);
        return new ClientRun(exitCode, output.ToString(), json.ToString());
    }

    private sealed class Stopper(Task stop, IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await stop.WaitAsync(stoppingToken);
            lifetime.StopApplication();
        }
    }
}
