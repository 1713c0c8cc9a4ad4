using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>Whatever happens to a task in whatever order, it is the fold of its log, and lists find it by its state.</summary>
public abstract class RandomWalkContract(StoreFixture store)
{
    private const int Steps = 40;

    private static readonly TaskState[] States = Enum.GetValues<TaskState>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_task_is_the_fold_of_its_log_whatever_happens(int seed)
    {
        var random = new Random(seed);
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        var (sequence, turn) = (0L, 1);
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(10))
            {
                case < 4:
                    await storage.Tasks.AppendAsync(run, Change.Status(run, ++sequence, TaskState.Working, random.Next(2) == 0 ? null : $"said {step}"), Token);
                    break;
                case < 6:
                    var artifact = new Artifact { ArtifactId = $"a{random.Next(3)}", Parts = [Part.Of($"{step}")] };
                    await storage.Tasks.AppendAsync(run, Change.Artifact(run, ++sequence, artifact), Token);
                    break;
                case 6:
                    await storage.Tasks.AppendAsync(run, Change.Status(run, ++sequence, TaskState.InputRequired, $"asked {step}"), Token);
                    break;
                case 7:
                    await storage.Tasks.AppendAsync(run, Change.Status(run, Math.Max(sequence, 1), TaskState.Failed, "repeated"), Token);
                    break;
                case 8 when random.Next(20) == 0:
                    await storage.Tasks.RequestCancelAsync(run.Task, Token);
                    break;
                default:
                    var message = new Message { MessageId = $"m{random.Next(step + 1)}", Role = Role.User, Parts = [Part.Of($"answered {step}")] };
                    var lease = StoreReplica.LeaseOn(run.Task.Id);
                    if (await storage.Tasks.ContinueAsync(new Continuation { Task = run.Task, Message = message, Lease = lease }, Token) is ContinueOutcome.Continued)
                    {
                        run = (await storage.Work.TakeAsync(lease, Token)).ShouldNotBeNull();
                        (sequence, turn) = (0, turn + 1);
                    }

                    break;
            }
        }

        await HoldsTogetherAsync(storage, run, turn);
    }

    private static async Task HoldsTogetherAsync(StoreReplica storage, TaskRun run, int turn)
    {
        var found = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        var events = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 1000, Token);
        var folded = events.Aggregate((AgentTask?)null, (task, change) => TaskProjection.Apply(task, change.Content));
        JsonSerializer.Serialize(folded, A2AJson.Default.AgentTask).ShouldBe(JsonSerializer.Serialize(found.Task, A2AJson.Default.AgentTask));
        events.Select(change => change.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i));
        (run.Turn, found.Task.History!.Count(message => message.Role == Role.User)).ShouldBe((turn, turn));
        foreach (var state in States)
        {
            var query = TaskListContract.QueryOf(run.Task.Owner) with { State = state, IncludeArtifacts = true };
            var there = found.State == state ? 1 : 0;
            (await storage.Tasks.ListAsync(query, null, Token)).Total.ShouldBe(there);
            (await storage.Tasks.ListAsync(query with { ContextId = found.Task.ContextId }, null, Token)).Tasks.Count.ShouldBe(there);
        }
    }
}
