using A2A.Protocol.Client;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>
/// One reader loses its stream and takes it up again after the last event that it has; another one reads the same task without a
/// break, for comparison.
/// </summary>
internal static class StreamScenario
{
    private const int EventsBeforeCut = 3;
    private const int EventsMissed = 2;

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(
            stage.StreamAsync("Run a long machine learning task", webhook: null, cancellationToken), EventsBeforeCut);
        var taskId = read.FirstOrDefault()?.TaskId ?? throw Stage.NoTask();
        stage.Screen.Say($"Stream cut after event {read[^1].EventId}; another reader goes on");

        var behind = new TaskCompletionSource();
        var whole = ReadOnAsync(stage, taskId, read[0].EventId, behind, cancellationToken);
        await Task.WhenAny(behind.Task, whole);
        stage.Screen.Say($"Resuming with Last-Event-ID {read[^1].EventId}");
        read.AddRange(await ReadAsync(stage.ResumeAsync(taskId, read[^1].EventId, cancellationToken), int.MaxValue));

        var task = await stage.FetchAsync(taskId, cancellationToken);
        return Judge([.. read.Select(item => item.EventId)], [read[0].EventId, .. await whole], task);
    }

    internal static Verdict Judge(IReadOnlyList<string?> resumed, IReadOnlyList<string?> whole, Protocol.AgentTask task)
    {
        var twice = resumed.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        var missing = whole.Except(resumed).ToList();
        return Verdict.Of(
            Check.That("The events have ids", !resumed.Contains(null), "the agent's events have no ids, so its streams cannot be resumed"),
            Check.That("No event came twice", twice.Count == 0, $"these events came twice: {string.Join(", ", twice)}"),
            Check.That("No event is missing", missing.Count == 0, $"these events are missing: {string.Join(", ", missing)}"),
            Check.That("The events came in order", resumed.SequenceEqual(whole), "the two readers saw different orders"),
            Checks.Completed(task));
    }

    private static async Task<List<StreamItem>> ReadAsync(IAsyncEnumerable<StreamItem> stream, int count)
    {
        List<StreamItem> read = [];
        await foreach (var item in stream)
        {
            read.Add(item);
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }

    /// <summary>Reads without a break; says when the other reader has missed some events.</summary>
    private static async Task<List<string?>> ReadOnAsync(
        Stage stage, string taskId, string? after, TaskCompletionSource behind, CancellationToken cancellationToken)
    {
        List<string?> read = [];
        await foreach (var item in stage.Agent.SubscribeAsync(taskId, after, cancellationToken))
        {
            read.Add(item.EventId);
            if (read.Count == EventsBeforeCut - 1 + EventsMissed)
            {
                behind.TrySetResult();
            }
        }

        return read;
    }
}
