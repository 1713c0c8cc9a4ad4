using A2A.SampleClient.Commands;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Scenarios;
using Microsoft.Extensions.Hosting;

namespace A2A.SampleClient.Tests;

/// <summary>One run of the program, put together as Program.cs does it.</summary>
internal sealed record ClientRun(int ExitCode, string Output)
{
    /// <summary>It ends in the sign that separates a setting from its value.</summary>
    public const string Secret = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cyBvZiBhIGNsaWVudA==";

    public static async Task<ClientRun> OfAsync(params string[] args)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.AddServiceDefaults();
        builder.AddConnections();
        builder.AddScreen();
        builder.AddScenarios();
        var output = new StringWriter();

        var exitCode = await builder.RunCommandAsync(args, ScreenExtensions.On(output));
        return new ClientRun(exitCode, output.ToString());
    }

    /// <summary>Plays the disconnect scenario between two fakes.</summary>
    public static async Task<ClientRun> BetweenAsync(FakeAgent agent, FakeReceiver receiver, string patience = "00:00:30", string[]? options = null)
    {
        await agent.StartAsync();
        await receiver.StartAsync();
        return await OfAsync([
            "disconnect",
            .. options ?? [],
            $"--SampleClient:AgentUrl={agent.Url}",
            $"--SampleClient:ReceiverUrl={receiver.Url}",
            $"--SampleClient:WebhookSecret={Secret}",
            $"--SampleClient:Patience={patience}",
            "--SampleClient:RetryDelay=00:00:00.020"]);
    }
}
