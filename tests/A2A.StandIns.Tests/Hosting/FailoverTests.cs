using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace A2A.StandIns.Tests.Hosting;

/// <summary>What happens when processes die, and when they cannot start.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task When_a_replica_is_killed_the_other_answers_everything_and_it_stays_down()
    {
        await using var app = await RunningModel.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web", Patience.Token);
        var killed = await ProcessIdAsync(app);
        await Patience.UntilAsync(async () => await TryProcessIdAsync(app) is { } other && other != killed, "an answer of the other replica");

        Process.GetProcessById(killed).Kill();
        var exited = await app.ResourceNotifications.WaitForResourceAsync(
            "web", e => e.Snapshot.State?.Text == KnownResourceStates.Exited, Patience.Token);

        exited.Snapshot.ExitCode.ShouldBe(128 + 9);
        for (var i = 0; i < 6; i++)
        {
            (await ProcessIdAsync(app)).ShouldNotBe(killed);
        }
    }

    [Fact]
    public async Task A_parameter_without_value_says_which_key_to_set()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(["--Parameters:secret=known"], Patience.Token);
        await using var app = await builder.BuildAsync(Patience.Token);
        await app.StartAsync(Patience.Token);

        var failed = await app.ResourceNotifications.WaitForResourceAsync(
            "web", e => e.Snapshot.State?.Text == KnownResourceStates.FailedToStart, Patience.Token);

        var logs = app.Services.GetService(typeof(ResourceLoggerService)) as ResourceLoggerService;
        await foreach (var lines in logs!.WatchAsync(failed.ResourceId).WithCancellation(Patience.Token))
        {
            lines[^1].Content.ShouldContain("Parameters:given");
            break;
        }
    }

    [Fact]
    public async Task Whoever_waits_for_the_health_of_what_failed_is_told()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(["--Parameters:secret=known"], Patience.Token);
        await using var app = await builder.BuildAsync(Patience.Token);
        await app.StartAsync(Patience.Token);

        var waiting = app.ResourceNotifications.WaitForResourceHealthyAsync("web", Patience.Token);

        (await waiting.ShouldThrowAsync<DistributedApplicationException>()).Message.ShouldContain("FailedToStart");
    }

    // Healthy is said of the first replica that is; another may not listen yet.
    private static async Task<int?> TryProcessIdAsync(DistributedApplication app)
    {
        try
        {
            return await ProcessIdAsync(app);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return null;
        }
    }

    private static async Task<int> ProcessIdAsync(DistributedApplication app)
    {
        using var client = new HttpClient { BaseAddress = app.GetEndpoint("web") };
        return await client.GetFromJsonAsync<int>("/pid", Patience.Token);
    }
}
