using System.Collections.Concurrent;
using System.Globalization;
using A2A.Faults.Rig;
using A2A.Protocol;
using A2A.Server.Execution;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Role = A2A.Protocol.Role;

namespace A2A.Faults.Experiments;

/// <summary>F16: two replicas believe that they hold one task, and write to it.</summary>
public sealed class TwoHolders
{
    /// <summary>A holder reads the task when it takes it, with all that was said: the more that is, the longer it takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(Run.Pick(250, 400));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_holders_of_a_task_no_acknowledged_update_is_lost_and_the_first_terminal_state_stays()
    {
        var (broken, report) = await RaceAsync(Run.Pick(2_000, 10_000), () => Guid.NewGuid().ToString("N"));

        Add("F16", "two replicas write to one task, with short leases that neither renews", report);
        broken.ShouldBeEmpty($"{report}");
    }

    [Fact]
    public async Task The_checker_sees_updates_that_a_lease_without_a_token_of_its_own_loses()
    {
        var (broken, report) = await RaceAsync(200, () => "the-same-for-all");

        Add("F16 control", "the same, with one token for both", report);
        broken.ShouldNotBeEmpty();
    }

    private static async Task<(IReadOnlyList<string> Broken, Report Report)> RaceAsync(int updates, Func<string> token)
    {
        using var turn = await Turn.TakeAsync();
        Run.Announce("F16");
        await using var redis = await RedisServer.StartNewAsync();
        await using var first = Open(redis);
        await using var second = Open(redis);
        var task = await CreateAsync(first.Services);
        ConcurrentBag<(long Version, string Text)> written = [];
        ConcurrentBag<(long Version, string Text)> ended = [];

        await Task.WhenAll(
            WriteAsync(first.Services, task, TaskState.Completed, "first", updates, token, written, ended),
            WriteAsync(second.Services, task, TaskState.Failed, "second", updates, token, written, ended));

        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.AdminConnectionString);
        var log = (await new Logs(connection.GetDatabase()).ReadAsync(task.Value))!; // it was created above
        var texts = log.Events.ToLookup(entry => entry.Number, entry => entry.Text);
        List<string> broken =
        [
            .. written.Where(update => !texts[update.Version].Contains(update.Text))
                .Select(update => $"I2: update {update.Text} was acknowledged as version {update.Version} and is not there"),
        ];
        if (!log.Events.Select(entry => entry.Number).SequenceEqual(Enumerable.Range(1, written.Count + 1).Select(number => (long)number)))
        {
            broken.Add($"I2: {written.Count} updates were acknowledged, the log has {log.Events.Count} events");
        }

        if (ended.Count != 1 || log.Events.Count(entry => entry.IsTerminal) != 1 || log.Events[^1].Text != ended.Single().Text)
        {
            broken.Add($"I2: the task was ended by {string.Join(", ", ended)}, its log ends with {log.Events[^1].Text}");
        }

        var pairs = log.Events.Zip(log.Events.Skip(1)).ToList();
        return (broken, new Report
        {
            Acknowledged = written.Count,
            Refused = 0,
            Events = log.Events.Count,
            Faults = pairs.Count(pair => pair.First.Text?.Split(' ')[0] != pair.Second.Text?.Split(' ')[0]), // another holder
            Losses = broken.Count,
            Duplicates = 0,
            DeadLetters = 0,
            LongestRecovery = pairs.Max(pair => pair.Second.At - pair.First.At),
            Broken = broken,
        });
    }

    // Takes the task when it is due, and writes until it hears that another replica holds it.
    private static async Task WriteAsync(
        IServiceProvider services, TaskId task, TaskState end, string name, int updates, Func<string> token,
        ConcurrentBag<(long, string)> written, ConcurrentBag<(long, string)> ended)
    {
        var (store, queue) = (services.GetRequiredService<ITaskStore>(), services.GetRequiredService<IWorkQueue>());
        var (count, sequence) = (0, 0L);
        TaskRun? run = null;
        for (var isOver = false; !isOver; count++)
        {
            if (run is null)
            {
                run = await queue.TakeAsync(new Server.Tasks.Lease(task, token()), Token);
                sequence = run?.Sequence ?? 0;
                isOver = run is null && (await store.FindAsync("the-owner", task, Token))!.Task.Status.State.IsTerminal();
                continue;
            }

            var last = written.Count >= updates;
            var text = string.Create(CultureInfo.InvariantCulture, $"{name} {count}");
            switch (await store.AppendAsync(run, Change.Status(run, ++sequence, last ? end : TaskState.Working, text), Token))
            {
                case AppendOutcome.Appended appended:
                    written.Add((appended.Version, text));
                    if (last)
                    {
                        ended.Add((appended.Version, text));
                    }

                    break;
                case AppendOutcome.NotOwner:
                    run = null;
                    break;
                default:
                    isOver = true;
                    break;
            }
        }
    }

    private static async Task<TaskId> CreateAsync(IServiceProvider services)
    {
        var id = TaskId.New(0, DateTimeOffset.UtcNow);
        await services.GetRequiredService<ITaskStore>().CreateAsync(
            new NewTask
            {
                Id = id,
                Owner = "the-owner",
                Agent = "none",
                ContextId = "the-context",
                Message = new Message { MessageId = "the-message", Role = Role.User, Parts = [Part.Of("Do it")] },
            },
            Token);
        await services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().StringSetAsync(RedisKeys.Partitions, 16);
        return id;
    }

    // The store of a replica without the replica: nothing but the experiment takes tasks.
    private static WebApplication Open(RedisServer redis)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["Encryption:Key"] = ApiProcess.EncryptionKey,
        });
        builder.WebHost.UseKestrelCore(); // never started, and asked for all the same
        builder.AddA2AServer().UseRedis("redis");
        builder.Services.AddSingleton(Options.Create(new ExecutionOptions { Lease = Lease })); // shorter than settings may be
        return builder.Build();
    }

    private static void Add(string name, string fault, Report report)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {report}");
        ResultsTable.Add(name, fault, report, report.Broken.Count == 0 ? "holds" : "the checker sees it: I2");
    }
}
