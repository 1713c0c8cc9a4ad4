using System.Collections.Concurrent;
using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Operations;

/// <summary>Tasks, dead letters, records and circuits that a test says; remembers as whose they were asked for. Breaks when told to.</summary>
internal sealed class KnownDeliveries : ITaskRecords, IDeliveryRecords, ICircuitLedger
{
    public static readonly DateTimeOffset Time = new(2026, 1, 31, 12, 0, 0, 250, TimeSpan.Zero);

    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\nvendor=1";

    public List<DeadLetter> Letters { get; } = [];

    public Dictionary<string, ReplayOutcome> Outcomes { get; } = [];

    public HashSet<string> Open { get; } = [];

    public Dictionary<string, string> Tasks { get; } = [];

    /// <summary>Each call with its arguments.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public bool IsAway { get; set; }

    public void Register(IServiceCollection services)
    {
        services.AddSingleton<ITaskRecords>(this);
        services.AddSingleton<IDeliveryRecords>(this);
        services.AddSingleton<ICircuitLedger>(this);
    }

    public DeadLetter Bury(string owner, string id, ReplayOutcome outcome = ReplayOutcome.Due)
    {
        DeadLetterId.TryParse(id, out var letterId).ShouldBeTrue();
        var letter = new DeadLetter
        {
            Id = letterId,
            DeliveryId = $"task_config_{Letters.Count + 1}",
            TaskId = "task",
            ConfigId = "config",
            Owner = owner,
            Sequence = Letters.Count + 1,
            Reason = "HTTP 500",
            Attempts = 10,
            BuriedAt = Time.AddMinutes(Letters.Count),
        };
        Letters.Add(letter);
        Outcomes[id] = outcome;
        return letter;
    }

    public Task<DeadLetterPage> DeadLettersAsync(string? owner, DateTimeOffset? since, DeadLetterId? after, int most, CancellationToken cancellationToken)
    {
        Note($"list {owner} {since:O} {after} {most}");
        var all = Of(owner).Where(letter => letter.BuriedAt >= (since ?? default)).ToList();
        return Task.FromResult(new DeadLetterPage(all.Take(most).ToList(), all.Count > most ? all[most - 1].Id : null));
    }

    public Task<ReplayOutcome> ReplayAsync(string? owner, DeadLetterId id, CancellationToken cancellationToken)
    {
        Note($"replay {owner} {id}");
        return Task.FromResult(Of(owner).Any(letter => letter.Id == id) ? Outcomes[id.ToString()] : ReplayOutcome.NotFound);
    }

    public Task<ReplayCount> ReplayAllAsync(string? owner, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        Note($"replay-all {owner} {since:O}");
        var due = Of(owner).Count(letter => Outcomes[letter.Id.ToString()] == ReplayOutcome.Due);
        return Task.FromResult(new ReplayCount(due, Of(owner).Count() - due));
    }

    public Task<bool> PurgeAsync(string? owner, DeadLetterId id, CancellationToken cancellationToken)
    {
        Note($"purge {owner} {id}");
        return Task.FromResult(Letters.RemoveAll(letter => letter.Id == id && (owner is null || letter.Owner == owner)) > 0);
    }

    public Task<long> PurgeAllAsync(string? owner, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        Note($"purge-all {owner} {before:O}");
        return Task.FromResult((long)Letters.RemoveAll(letter => (owner is null || letter.Owner == owner) && letter.BuriedAt < (before ?? DateTimeOffset.MaxValue)));
    }

    public Task<TaskSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        Note("survey");
        var states = Enum.GetValues<TaskState>().Where(state => state != TaskState.Unspecified)
            .ToDictionary(state => state, state => state == TaskState.Working ? (long)Tasks.Count : 0);
        return Task.FromResult(new TaskSurvey(states, new(2, 1, TimeSpan.FromSeconds(1.5)), new(0, 4, null), Letters.Count));
    }

    public Task<RecordedTasks> ListAsync(TaskState? state, PagePlace? after, int most, CancellationToken cancellationToken)
    {
        Note($"tasks {state} {after} {most}");
        var all = Tasks.Where(_ => state is null or TaskState.Working).Select(pair => Known(pair.Key, pair.Value)).ToList();
        return Task.FromResult(new RecordedTasks(
            all.Take(most).ToList(), all.Count > most ? new PagePlace(Time.ToUnixTimeMilliseconds(), all[most - 1].Id) : null));
    }

    public Task<TaskRecord?> FindAsync(string? owner, TaskId id, int mostEvents, CancellationToken cancellationToken)
    {
        Note($"task {owner} {id} {mostEvents}");
        return Task.FromResult(!IsOf(owner, id) ? null : new TaskRecord
        {
            Task = Known(id.Value, Tasks[id.Value]),
            CreatedAt = Time,
            Turn = 1,
            Attempt = 2,
            IsHeld = true,
            DueAt = Time.AddSeconds(30),
            CancelRequested = false,
            Events =
            [
                Event(1, $$$$"""{"statusUpdate":{"taskId":"{{{{id}}}}","contextId":"context","status":{"state":"TASK_STATE_WORKING"}}}"""),
                Event(2, $$$$"""{"artifactUpdate":{"taskId":"{{{{id}}}}","contextId":"context","artifact":{"artifactId":"a","parts":[{"text":"{{{{new string('x', 5000)}}}}"}]}}}"""),
            ],
        });
    }

    public Task<IReadOnlyList<AttemptRecord>?> AttemptsAsync(string? owner, TaskId task, CancellationToken cancellationToken)
    {
        Note($"attempts {owner} {task}");
        return Task.FromResult<IReadOnlyList<AttemptRecord>?>(!IsOf(owner, task) ? null :
        [
            new()
            {
                At = Time, DeliveryId = "d1", Attempt = 1, Endpoint = "receiver.example:443", Status = null,
                Duration = TimeSpan.FromMilliseconds(12.5), Verdict = "try-again", Reason = "timed out",
            },
        ]);
    }

    public Task<IReadOnlyList<SubscriptionStatus>?> SubscriptionsAsync(string? owner, TaskId task, CancellationToken cancellationToken)
    {
        Note($"subscriptions {owner} {task}");
        return Task.FromResult<IReadOnlyList<SubscriptionStatus>?>(!IsOf(owner, task) ? null :
            [new() { ConfigId = "c", State = SubscriptionState.Failing, FailedAttempts = 2, Reason = "HTTP 500", DueAt = Time }]);
    }

    public Task<IReadOnlyList<HostCircuit>> ListAsync(CancellationToken cancellationToken)
    {
        Note("circuits");
        return Task.FromResult<IReadOnlyList<HostCircuit>>(Open.Order().Select(endpoint => new HostCircuit(endpoint, "somebody", 5, Time)).ToList());
    }

    public Task<bool> CloseAsync(string endpoint, CancellationToken cancellationToken)
    {
        Note($"close {endpoint}");
        return Task.FromResult(Open.Remove(endpoint));
    }

    // What the deliveries of the server under test ask: no endpoint fails.
    public Task<IReadOnlyList<CircuitState>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CircuitState>>([]);

    public Task<CircuitFailure> FailedAsync(string endpoint, string? probe, double chance, CancellationToken cancellationToken) =>
        Task.FromResult(new CircuitFailure(new(endpoint, 1, null), Opened: false));

    public Task<bool> AnsweredAsync(string endpoint, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<TimeSpan?> ProbeAsync(string endpoint, string token, CancellationToken cancellationToken) => Task.FromResult<TimeSpan?>(null);

    public Task GiveBackAsync(string endpoint, string token, CancellationToken cancellationToken) => Task.CompletedTask;

    private static TaskSnapshot Known(string id, string owner) => new()
    {
        Id = TaskId.TryParse(id, out var known) ? known : throw new ArgumentException("It is no task's id.", nameof(id)),
        Owner = owner,
        Agent = "long-running",
        Task = new AgentTask
        {
            Id = id,
            ContextId = "context",
            Status = new()
            {
                State = TaskState.Working,
                Timestamp = Time,
                Message = new() { MessageId = "m", Role = Role.Agent, Parts = [Part.Of("Step 1/2 (50% complete)")] },
            },
        },
        Cursor = new("1-0"),
        Version = 2,
        TraceParent = TraceParent,
    };

    private static TaskEvent Event(long sequence, string json) =>
        new(new EventCursor($"{sequence}-0"), sequence, Time, System.Text.Encoding.UTF8.GetBytes(json), TraceParent);

    private IEnumerable<DeadLetter> Of(string? owner) => Letters.Where(letter => owner is null || letter.Owner == owner);

    private bool IsOf(string? owner, TaskId task) => Tasks.TryGetValue(task.Value, out var own) && (owner is null || owner == own);

    private void Note(string call)
    {
        if (IsAway)
        {
            throw new StorageUnavailableException("It is away.");
        }

        Calls.Enqueue(call);
    }
}
