using StackExchange.Redis;

namespace A2A.Faults.Rig;

/// <summary>
/// Holds what a client was promised and what its receiver got against the logs in Redis.
/// <list type="bullet">
/// <item>
/// I1: each acknowledged task is there, and each event of each task is with its receiver or in the dead letters, unless the receiver ended
/// its subscription before.
/// </item>
/// <item>I2: a log counts 1, 2, 3 … as an uninterrupted run writes it; its last event alone is terminal; a message made one task.</item>
/// <item>I3: each request proves that it is genuine.</item>
/// <item>I4: per task and config, first receipts come in the log's order.</item>
/// <item>I5: a repeated delivery has the same body, and a subscription has two at most per fault of its time.</item>
/// <item>I6: at rest nothing is due, waits or is leased.</item>
/// <item>I7: a delivery belongs to the trace of its submission.</item>
/// </list>
/// </summary>
/// <param name="redis">A connection of the test's own.</param>
/// <param name="ledger">Every submit.</param>
/// <param name="receiver">What came.</param>
/// <param name="clock">Redis's; null = the machine's.</param>
/// <param name="mayDistrust">Which requests need not prove that they are genuine when they were not accepted; null = none.</param>
internal sealed class Checker(
    IDatabase redis,
    IReadOnlyCollection<Submit> ledger,
    Receiver receiver,
    MovedClock? clock = null,
    Func<Received, bool>? mayDistrust = null)
{
    private const int RepeatedByOneFault = 2;

    private readonly Logs _logs = new(redis, clock);
    private readonly List<string> _broken = [];
    private readonly List<string> _repeated = [];
    private IReadOnlyList<Fault> _faults = [];
    private Func<DateTimeOffset, bool>? _rolledBack;
    private int _losses;
    private readonly List<DateTimeOffset> _lostAt = [];
    private TimeSpan _longest;
    private string _longestOf = "";

    /// <summary>Waits until there is nothing to do, or not for longer than <paramref name="patience"/>, and looks.</summary>
    /// <param name="faults">Each may repeat deliveries of its time, and recovery begins when it is over.</param>
    /// <param name="rolledBack">Whether what was written at that time may be gone, so that deliveries of it may be repeated; null = nothing.</param>
    public async Task<Report> CheckAsync(IReadOnlyList<Fault> faults, TimeSpan patience, Func<DateTimeOffset, bool>? rolledBack)
    {
        (_faults, _rolledBack) = (faults, rolledBack);
        _broken.AddRange((await _logs.PendingAfterAsync(patience)).Select(entry => $"I6: {entry} is not done with after {patience}"));
        var received = receiver.All.ToArray();
        var acknowledged = ledger.Where(submit => submit.TaskId is not null).ToList();
        var dead = await _logs.DeadLettersAsync();
        var tasks = await _logs.TasksAsync();
        CheckMessages(acknowledged, tasks);
        foreach (var request in received.Where(
            request => request.Distrust is not null && (request.IsAccepted || mayDistrust?.Invoke(request) != true)))
        {
            _broken.Add($"I3: {request.Id}: {request.Distrust}");
        }

        var byTask = received.Where(request => request.Id.Length > 0)
            .GroupBy(request => request.Delivery.Task).ToDictionary(group => group.Key, group => group.ToList());
        var submits = acknowledged.GroupBy(submit => submit.TaskId!).ToDictionary(group => group.Key, group => group.First());
        var (events, duplicates) = (0, 0);
        foreach (var id in submits.Keys.Union(tasks))
        {
            var submit = submits.GetValueOrDefault(id);
            var requests = byTask.GetValueOrDefault(id, []);
            if (await _logs.ReadAsync(id) is not { } task)
            {
                Lose($"acknowledged task {id} is gone", submit?.Events ?? 1, submit?.Ended ?? DateTimeOffset.MinValue);
                continue;
            }

            events += task.Events.Count;
            duplicates += CheckTask(task, submit, requests, dead);
        }

        return new Report
        {
            Acknowledged = submits.Count,
            Refused = ledger.Count - acknowledged.Count,
            Events = events,
            Faults = faults.Count,
            Losses = _losses,
            LostAt = _lostAt,
            Duplicates = duplicates,
            Repeated = _repeated,
            DeadLetters = dead.Count,
            LongestRecovery = _longest,
            LongestOf = _longestOf,
            Broken = _broken,
        };
    }

    private void CheckMessages(List<Submit> acknowledged, IReadOnlyList<string> tasks)
    {
        var messages = acknowledged.GroupBy(submit => submit.MessageId).ToList();
        foreach (var message in messages.Where(message => message.Select(submit => submit.TaskId).Distinct().Count() > 1))
        {
            _broken.Add($"I2: message {message.Key} made tasks {string.Join(", ", message.Select(submit => submit.TaskId).Distinct())}");
        }

        if (tasks.Count > messages.Count)
        {
            _broken.Add($"I2: {messages.Count} messages made {tasks.Count} tasks");
        }
    }

    /// <returns>How many requests repeat a delivery.</returns>
    private int CheckTask(LoggedTask task, Submit? submit, List<Received> requests, IReadOnlyList<DeliveryId> dead)
    {
        CheckLog(task, submit);
        foreach (var request in requests.Where(request => submit is not null && request.TraceId != submit.TraceId))
        {
            _broken.Add($"I7: {request.Id} has trace {request.TraceId}, its submission {submit?.TraceId}");
        }

        if (submit is not null && task.Configs.Count == 0)
        {
            Lose($"the push config of acknowledged task {task.Id} is gone", task.Events.Count, submit.Ended);
        }

        return task.Configs.Sum(config => CheckSubscription(
            task,
            config,
            [.. requests.Where(request => request.Delivery.Config == config)],
            [.. dead.Where(letter => letter.Task == task.Id && letter.Config == config).Select(letter => letter.Event)]));
    }

    private void CheckLog(LoggedTask task, Submit? submit)
    {
        var numbers = task.Events.Select(entry => entry.Number).ToList();
        if (!numbers.SequenceEqual(Enumerable.Range(1, numbers.Count).Select(number => (long)number)) || task.Version != numbers.Count)
        {
            _broken.Add($"I2: the log of task {task.Id} at version {task.Version} has events {string.Join(' ', numbers)}");
        }

        var texts = task.Events.Where(entry => entry.Text is not null).GroupBy(entry => entry.Text).Where(group => group.Count() > 1);
        if (texts.Any() || (submit is not null && numbers.Count != submit.Events))
        {
            _broken.Add($"I2: the log of task {task.Id} has {numbers.Count} events, not as an uninterrupted run: "
                + string.Join(" · ", task.Events.Select(entry => entry.Text ?? entry.State ?? "artifact")));
        }

        if (task.Events.Count(entry => entry.IsTerminal) != 1 || !task.Events[^1].IsTerminal || task.Events[^1].State != task.State)
        {
            var states = string.Join(' ', task.Events.Select(entry => entry.State ?? "-"));
            _broken.Add($"I2: task {task.Id} is {task.State}, its log: {states}");
        }

        if (task.IsLeased)
        {
            _broken.Add($"I6: task {task.Id} or a subscription of it is leased");
        }

        foreach (var (before, after) in task.Events.Zip(task.Events.Skip(1)))
        {
            Stood(before.At, after.At, $"event {after.Id} of task {task.Id} to be written");
        }
    }

    private int CheckSubscription(LoggedTask task, string config, List<Received> requests, List<EventId> dead)
    {
        var byEvent = requests.GroupBy(request => request.Delivery.Event).ToDictionary(group => group.Key, group => group.ToList());
        var end = requests.Find(request => request.EndsSubscription)?.Delivery.Event;
        var before = DateTimeOffset.MinValue;
        foreach (var entry in task.Events)
        {
            var came = byEvent.GetValueOrDefault(entry.Id, []).Where(request => request.IsAccepted).ToList();
            var isWanted = end is not { } ended || entry.Id.CompareTo(ended) < 0;
            if (came.Count == 0 && isWanted && !dead.Contains(entry.Id) && !dead.Contains(EventId.All))
            {
                Lose($"event {entry.Id} of task {task.Id} never came to config {config}", 1, entry.At);
            }

            if (came.Count > 0)
            {
                Stood(before > entry.At ? before : entry.At, came[0].At, $"event {entry.Id} of task {task.Id} to be delivered");
                before = came[0].At;
            }

            if (byEvent.GetValueOrDefault(entry.Id, []).Exists(request => !request.Body.AsSpan().SequenceEqual(entry.Json)))
            {
                _broken.Add($"I5: event {entry.Id} of task {task.Id} came with another body than the log's");
            }
        }

        foreach (var id in byEvent.Keys.Except(task.Events.Select(entry => entry.Id)))
        {
            Lose($"event {id} of task {task.Id} came to config {config} and is not in the log", 1, id.At);
        }

        var firsts = requests.Select(request => request.Delivery.Event).Distinct().ToList();
        if (!firsts.SequenceEqual(firsts.Order()))
        {
            _broken.Add($"I4: task {task.Id} came in the order {string.Join(' ', firsts)}");
        }

        var repeated = byEvent.Values.Select(group => group.SkipWhile(request => !request.IsAccepted).ToList())
            .Where(group => group.Count > 1).ToList();
        _repeated.AddRange(repeated.Select(group => $"{group[0].Id}: " + string.Join(
            ", ", group.Select(request => $"{request.At:HH:mm:ss.fff} attempt {request.Attempt}"))));
        var last = requests.Select(request => request.At).DefaultIfEmpty().Max();
        var faults = _faults.Count(fault => fault.From < last && fault.Until > task.Events[0].At);
        var unwanted = requests.SkipWhile(request => !request.EndsSubscription).Skip(1).Select(request => request.Delivery.Event).ToList();
        if (unwanted.Exists(id => id != end) || unwanted.Count > faults * RepeatedByOneFault)
        {
            _broken.Add($"I4: task {task.Id} came in the order {string.Join(' ', firsts)}, to a receiver that had ended it by {end}");
        }

        var byFaults = repeated.Sum(group => group.Count - 1 - (_rolledBack?.Invoke(group[0].At) == true ? 1 : 0));
        if (byFaults > faults * RepeatedByOneFault)
        {
            _broken.Add($"I5: {byFaults} deliveries of task {task.Id} were repeated, by {faults} faults of its time");
        }

        return repeated.Sum(group => group.Count - 1);
    }

    private void Lose(string what, int events, DateTimeOffset acknowledged)
    {
        _broken.Add($"I1: {what}");
        _losses += events;
        _lostAt.Add(acknowledged);
    }

    // Several faults one after the other may each break off what goes on: recovery begins with the last of them.
    private void Stood(DateTimeOffset from, DateTimeOffset to, string what)
    {
        var time = to - _faults.Select(fault => fault.Over).Where(over => over > from && over < to).DefaultIfEmpty(from).Max();
        if (time > _longest)
        {
            (_longest, _longestOf) = (time, $"{what} at {to:HH:mm:ss.fff}");
        }
    }
}
