using A2A.Protocol;

namespace A2A.SampleClient.Playing;

/// <summary>What is noted while a scenario is played: when what happened, and which tasks there are.</summary>
internal sealed class RunLog(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<string, double> _marks = [];
    private readonly OrderedDictionary<string, bool> _hasEnded = [];

    /// <summary>Seconds from the start of the scenario, by what had happened then.</summary>
    public IReadOnlyDictionary<string, double> Durations => _marks;

    /// <summary>The task that the scenario is about: its newest one.</summary>
    public string? TaskId => _hasEnded.Keys.LastOrDefault();

    /// <summary>The tasks whose end was not seen.</summary>
    public IReadOnlyList<string> OpenTasks => [.. _hasEnded.Where(task => !task.Value).Select(task => task.Key)];

    /// <summary>Notes when something happened for the first time.</summary>
    public void Mark(string what) => _marks.TryAdd(what, Math.Round(time.GetElapsedTime(_began).TotalSeconds, 3));

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, time, cancellationToken);

    public void Saw(string taskId, TaskState state)
    {
        _hasEnded[taskId] = state.IsTerminal() || _hasEnded.GetValueOrDefault(taskId);
        if (state.IsTerminal())
        {
            Mark("ended");
        }
    }
}
