using A2A.Server.Diagnostics;
using A2A.Server.Push;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Buried deliveries: one stream per partition, read as one in the order of their times.</summary>
internal sealed partial class RedisDeliveryRecords
{
    /// <summary>How many a script looks at: it holds up all others meanwhile.</summary>
    private const int Batch = 500;

    private readonly int _partitions = options.Value.Partitions;

    public async Task<DeadLetterPage> DeadLettersAsync(
        string? owner, DateTimeOffset? since, DeadLetterId? after, int most, CancellationToken cancellationToken)
    {
        var pieces = await Task.WhenAll(Enumerable.Range(0, _partitions).Select(partition =>
            ReadAsync(owner, partition, DeadLetterRange.Of(partition, since, after), most + 1, cancellationToken)));
        var letters = pieces.SelectMany(piece => piece).Order(DeadLetterOrder.Oldest).Take(most + 1).ToList();
        var shown = letters.Take(most).ToList();
        return new DeadLetterPage(shown, letters.Count > most ? shown[^1].Id : null);
    }

    public async Task<ReplayOutcome> ReplayAsync(string? owner, DeadLetterId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(owner, id, cancellationToken) is not { } letter)
        {
            return ReplayOutcome.NotFound;
        }

        return TaskId.TryParse(letter.TaskId, out var task)
            ? (await ReplayAsync(owner, task, [letter], cancellationToken)).Single()
            : ReplayOutcome.Gone;
    }

    public async Task<ReplayCount> ReplayAllAsync(string? owner, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, _partitions)
            .Select(partition => ReplayAllAsync(owner, partition, since, cancellationToken)));
        return new ReplayCount(counts.Sum(count => count.Due), counts.Sum(count => count.Left));
    }

    public async Task<bool> PurgeAsync(string? owner, DeadLetterId id, CancellationToken cancellationToken) =>
        id.Partition < _partitions && await PurgeAsync(owner, id.Partition, new DeadLetterRange(id.Entry, id.Entry), cancellationToken) > 0;

    public async Task<long> PurgeAllAsync(string? owner, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var removed = await Task.WhenAll(Enumerable.Range(0, _partitions).Select(async partition =>
            await NewestAsync(partition, cancellationToken) is { } newest
                ? await PurgeAsync(owner, partition, DeadLetterRange.Until(newest, before), cancellationToken)
                : 0));
        return removed.Sum();
    }

    private async Task<DeadLetter?> FindAsync(string? owner, DeadLetterId id, CancellationToken cancellationToken) =>
        id.Partition < _partitions
            ? (await ReadAsync(owner, id.Partition, new DeadLetterRange(id.Entry, id.Entry), 1, cancellationToken)).SingleOrDefault()
            : null;

    // Only what is there now: what is buried meanwhile, perhaps again, is for another time.
    private async Task<ReplayCount> ReplayAllAsync(string? owner, int partition, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (await NewestAsync(partition, cancellationToken) is not { } newest)
        {
            return new ReplayCount(0, 0);
        }

        var (due, left) = (0L, 0L);
        var range = DeadLetterRange.Of(partition, since, after: null) with { To = newest };
        while (await ReadAsync(owner, partition, range, Batch, cancellationToken) is { Count: > 0 } letters)
        {
            foreach (var group in letters.GroupBy(letter => letter.TaskId))
            {
                ReplayOutcome[] outcomes = TaskId.TryParse(group.Key, out var task)
                    ? await ReplayAsync(owner, task, [.. group], cancellationToken)
                    : [.. group.Select(_ => ReplayOutcome.Gone)];
                due += outcomes.Count(outcome => outcome == ReplayOutcome.Due);
                left += outcomes.Count(outcome => outcome is ReplayOutcome.Gone or ReplayOutcome.Ended);
            }

            range = range.After(letters[^1].Id.Entry);
        }

        return new ReplayCount(due, left);
    }

    private async Task<ReplayOutcome[]> ReplayAsync(string? owner, TaskId task, DeadLetter[] letters, CancellationToken cancellationToken)
    {
        // Of a task that never was here, the partition is the letters'.
        var partition = letters[0].Id.Partition;
        if (task.Partition != partition)
        {
            return [.. letters.Select(_ => ReplayOutcome.Gone)];
        }

        RedisKey[] keys =
        [
            RedisKeys.Dead(partition),
            RedisKeys.Task(task),
            RedisKeys.Events(task),
            RedisKeys.Push(task),
            RedisKeys.Deliveries(partition),
        ];
        RedisValue[] values =
        [
            task.Value,
            RedisKeys.Doorbell,
            owner is null ? "" : "1",
            owner ?? "",
            .. letters.Select(letter => (RedisValue)letter.Id.Entry),
        ];
        var reply = await scripts.RunAsync("replay-dead", keys, values, cancellationToken);
        var outcomes = ((RedisValue[]?)reply ?? []).Select(ToOutcome).ToArray();
        AgentTelemetry.WebhookReplays.Add(outcomes.Count(outcome => outcome == ReplayOutcome.Due));
        return outcomes;
    }

    private async Task<List<DeadLetter>> ReadAsync(
        string? owner, int partition, DeadLetterRange range, int most, CancellationToken cancellationToken)
    {
        List<DeadLetter> letters = [];
        for (string? place = ""; place is not null && letters.Count < most;)
        {
            RedisValue[] values =
            [
                range.From,
                range.To,
                most - letters.Count,
                Batch,
                .. owner is null ? Array.Empty<RedisValue>() : [owner],
            ];
            var reply = await RunAsync("list-dead", partition, values, cancellationToken);
            letters.AddRange(reply.Skip(1).Select(entry => ToLetter(partition, AttemptFields.ToStreamEntry(entry))));
            place = reply[0].ToString() is { Length: > 0 } last ? last : null;
            range = place is null ? range : range.After(place);
        }

        return letters;
    }

    private async Task<long> PurgeAsync(string? owner, int partition, DeadLetterRange range, CancellationToken cancellationToken)
    {
        var removed = 0L;
        while (true)
        {
            RedisValue[] values = [range.From, range.To, Batch, .. owner is null ? Array.Empty<RedisValue>() : [owner]];
            var reply = await RunAsync("purge-dead", partition, values, cancellationToken);
            removed += (long)reply[1];
            if (reply[0].ToString() is not { Length: > 0 } last)
            {
                return removed;
            }

            range = range.After(last);
        }
    }

    private async Task<RedisResult[]> RunAsync(string script, int partition, RedisValue[] values, CancellationToken cancellationToken) =>
        (RedisResult[]?)await scripts.RunAsync(script, [RedisKeys.Dead(partition)], values, cancellationToken) ?? [];

    private async Task<string?> NewestAsync(int partition, CancellationToken cancellationToken)
    {
        var newest = await scripts.AskAsync(
            "XREVRANGE",
            redis => redis.StreamRangeAsync(RedisKeys.Dead(partition), count: 1, messageOrder: Order.Descending),
            cancellationToken);
        return newest.Length == 0 ? null : newest[0].Id.ToString();
    }

    private static ReplayOutcome ToOutcome(RedisValue reply) => reply.ToString() switch
    {
        "due" => ReplayOutcome.Due,
        "gone" => ReplayOutcome.Gone,
        "ended" => ReplayOutcome.Ended,
        _ => ReplayOutcome.NotFound,
    };

    private static DeadLetter ToLetter(int partition, StreamEntry entry) => new()
    {
        Id = new DeadLetterId(partition, entry.Id.ToString()),
        DeliveryId = entry["delivery"].ToString(),
        TaskId = AttemptFields.Text(entry, "task"),
        ConfigId = AttemptFields.Text(entry, "config"),
        Owner = AttemptFields.Text(entry, "owner"),
        Sequence = AttemptFields.Number(entry, "sequence"),
        Reason = entry["reason"].ToString(),
        Endpoint = AttemptFields.Text(entry, "endpoint"),
        Answer = AttemptFields.Text(entry, "answer"),
        Attempts = (int)AttemptFields.Number(entry, "attempts"),
        BuriedAt = RedisTime.Of(entry.Id),
    };
}
