using System.Net;
using System.Net.Http.Headers;
using A2A.Faults.Rig;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Faults.Experiments;

/// <summary>F14: entries of queues that cannot be read, a message of 10 MB, a task that kills its worker.</summary>
public sealed class PoisonedQueues
{
    private static readonly string[] Unreadable = ["", "no task", "a/b/c", "\u0000\u0001\ufffd", new('x', 10_000)];

    [Fact]
    public async Task What_cannot_be_read_is_buried_and_the_rest_flows()
    {
        await using var experiment = await Experiment.StartAsync(new("F14", "unreadable entries in both queues, a message of 10 MB") { Settings = Settings.Patient });
        experiment.Submit(Run.Pick(5, 9));
        for (var round = 0; round < Run.Pick(2, 20); round++)
        {
            await experiment.PauseAsync(TimeSpan.FromSeconds(1));
            foreach (var entry in Unreadable)
            {
                // Each of its own, because the same one again would be the same entry.
                await experiment.Database.SortedSetAddAsync(RedisKeys.Work(experiment.Random.Next(16)), $"{entry} {round}", 0);
                await experiment.Database.SortedSetAddAsync(RedisKeys.Deliveries(experiment.Random.Next(16)), $"{entry} {round}", 0);
                experiment.Fault();
                experiment.Fault();
            }

            // A task that does not exist is no task that could not be read: it is let go.
            await experiment.Database.SortedSetAddAsync(RedisKeys.Work(0), TaskId.New(0, DateTimeOffset.UtcNow).Value, 0);
            (await SendLargeAsync(experiment.Replicas.Live[0].Address)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        await experiment.HoldsAsync(Settings.Recovery, mayRepeat: false, deadLetters: experiment.Faults);
    }

    [Fact]
    public async Task A_task_whose_worker_dies_again_and_again_fails_with_that_reason()
    {
        var most = Run.Pick(2, 5);
        await using var experiment = await Experiment.StartAsync(new("F14", "a task that kills its worker each time")
        {
            Replicas = 1,
            Step = TimeSpan.FromHours(1),
            Settings = [("Execution__MaxAttempts", $"{most}")],
        });
        var id = await experiment.Load.SubmitAsync(isQuick: false);
        TaskId.TryParse(id, out var task).ShouldBeTrue();
        var logs = new Logs(experiment.Database);
        RedisValue killed = "";
        while (experiment.Faults < most)
        {
            await Eventually.TrueAsync(
                async () => await experiment.Database.HashGetAsync(RedisKeys.Task(task), "lease") is { IsNull: false } lease
                    && lease != killed && (await logs.ReadAsync(id))!.Events.Count == 3,
                $"run {experiment.Faults + 1} of the task is in its long step");
            killed = await experiment.Database.HashGetAsync(RedisKeys.Task(task), "lease");
            await experiment.Replicas.KillAsync(0);
            experiment.Fault();
            await experiment.Replicas.BeginAsync(0);
        }

        await Eventually.TrueAsync(async () => (await logs.ReadAsync(id))!.Events[^1].IsTerminal, "the task has ended");
        (await logs.ReadAsync(id))!.Events[^1].Text.ShouldNotBeNull().ShouldContain("ended its worker");
        await Eventually.TrueAsync(
            () => Task.FromResult(experiment.Receiver.All.Any(request => request.Delivery.Event.Number == 4)), "the receiver hears of it");
    }

    private static async Task<HttpStatusCode> SendLargeAsync(Uri replica)
    {
        using var http = new HttpClient();
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(replica, "/a2a"))
        {
            Content = new StringContent(
                $$"""{"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "x": "{{new string('x', 10_000_000)}}"}""",
                new MediaTypeHeaderValue("application/json")),
            Headers = { ExpectContinue = true }, // the refusal comes before the body is sent
        };
        using var response = await http.SendAsync(message, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
