using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Push;

/// <summary>Processes that are killed at the worst moments: what was acknowledged is told wholly and in order, and little of it twice.</summary>
public sealed class KilledReplicaTests : IAsyncLifetime
{
    /// <summary>An advance that was under way, and the request that overlapped it.</summary>
    private const int RepeatedByOneKill = 2;

    private RedisServer _redis = null!; // set by InitializeAsync

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Theory]
    [InlineData(false)] // the acknowledgement is that of the submission
    [InlineData(true)] // the acknowledgement is that of the task's end
    public async Task What_was_acknowledged_outlives_a_kill_right_after_the_acknowledgement(bool waits)
    {
        const int Kills = 4;
        await using var endpoint = await Endpoint.StartAsync(200);
        List<string> tasks = [];
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var replica = await ApiProcess.StartAsync(_redis);
            tasks.Add(await replica.SubmitAsync(endpoint.Url, waits));
            await replica.KillAsync();
        }

        await using var last = await ApiProcess.StartAsync(_redis);

        foreach (var task in tasks)
        {
            await ToldAsync(endpoint, task, Kills);
        }
    }

    [Fact]
    public async Task Kills_while_deliveries_overlap_lose_nothing_and_repeat_at_most_two_events_of_a_subscription_each()
    {
        const int Tasks = 12, Kills = 3, WebhooksBetween = 25;
        await using var endpoint = await Endpoint.StartAsync((_, http) => Task.Delay(20, http.RequestAborted));
        var replica = await ApiProcess.StartAsync(_redis);
        var tasks = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => replica.SubmitAsync(endpoint.Url, waits: false)));
        for (var kill = 1; kill <= Kills; kill++)
        {
            await endpoint.UntilAsync(kill * WebhooksBetween);
            await replica.KillAsync();
            await replica.DisposeAsync();
            replica = await ApiProcess.StartAsync(_redis);
        }

        await using (replica)
        {
            foreach (var task in tasks)
            {
                await ToldAsync(endpoint, task, Kills);
            }
        }
    }

    private static async Task ToldAsync(Endpoint endpoint, string task, int kills)
    {
        await Eventually.TrueAsync(() => Task.FromResult(OfTask(endpoint, task).Any(IsEnd)), $"the end of task {task}");
        var sequences = OfTask(endpoint, task).Select(webhook => webhook.Sequence).ToList();
        var newest = 0;
        foreach (var sequence in sequences)
        {
            sequence.ShouldBeInRange(newest - RepeatedByOneKill + 1, newest + 1, $"in order: {string.Join(' ', sequences)}");
            newest = Math.Max(newest, sequence);
        }

        sequences.Distinct().ShouldBe(Enumerable.Range(1, newest), ignoreOrder: true);
        (sequences.Count - newest).ShouldBeLessThanOrEqualTo(kills * RepeatedByOneKill, string.Join(' ', sequences));
    }

    private static List<Received> OfTask(Endpoint endpoint, string task) =>
        [.. endpoint.All.Where(webhook => webhook.Id.StartsWith(task, StringComparison.Ordinal))];

    private static bool IsEnd(Received webhook) =>
        (string?)JsonNode.Parse(webhook.Body)?["statusUpdate"]?["status"]?["state"] == "TASK_STATE_COMPLETED";
}
