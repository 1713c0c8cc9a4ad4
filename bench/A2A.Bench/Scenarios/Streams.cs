using System.Diagnostics;

namespace A2A.Bench.Scenarios;

/// <summary>S4: many streams of one task, and one stream each of many tasks.</summary>
internal static class Streams
{
    private const string Asks = "tck-input-required";
    private const int Clients = 16;

    public static Figures Figures() => new(
        "S4", "Streams over two replicas",
        """
        `SubscribeToTask` streams, half of them at each of two replicas; the events come from messages to a task that asks back each time (two
        events a message). One task: the next message goes out when every stream has all events of the one before. Many tasks: a closed loop of 16
        clients goes round the tasks. Events per second are counted at the streams. The lag is from the event's time in Redis to its receipt; the
        clients share the cores, so with one task it is mostly the time to write to all of its streams. Every stream's events are compared with
        the task's log: all of them, in order.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        await using var rig = await run.StartRigAsync(2, new("Tasks__MaxMessages", "100000"), new("Tasks__MaxHistoryBytes", "500000000"));
        await run.WarmUpAsync(rig.Urls);
        await run.RoundsAsync(async () =>
        {
            await MeasureAsync(run, figures, rig, $"one task, {run.Options.Streams:#,0} streams", tasks: 1, run.Options.Streams, inStep: true);
            await MeasureAsync(run, figures, rig, $"{run.Options.Streams:#,0} tasks, one stream each", run.Options.Streams, streams: 1, inStep: false);
        });
    }

    private static async Task MeasureAsync(BenchRun run, Figures figures, Rig rig, string row, int tasks, int streams, bool inStep)
    {
        long received = 0;
        using var all = new Disposables();
        var waiting = new List<Waiting>();
        await run.EachAsync(rig.Urls[0], tasks, async connection =>
        {
            var number = Numbers.Next();
            var task = new Waiting(await run.BeginAsync(connection, Request.Send(Asks).Numbered(number)), $"{Asks}-{number:D12}");
            lock (waiting)
            {
                waiting.Add(task);
            }
        });
        var readers = waiting.SelectMany(task => Enumerable.Range(0, streams).Select(_ => (task, Reader: all.Add(new EventReader(() => Interlocked.Increment(ref received)))))).ToList();
        await Parallel.ForEachAsync(readers.Index(), new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = run.Token }, async (reader, token) =>
            await reader.Item.Reader.OpenAsync(rig.Urls[reader.Index % 2], reader.Item.task.Id, token));
        var followed = Task.WhenAll(readers.Select(reader => reader.Reader.FollowAsync(run.Token)));

        // Each client has tasks of its own, so that a task gets one message at a time.
        var turns = 0;
        var clients = Math.Min(Clients, tasks);
        async Task DriveAsync(TimeSpan length)
        {
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
            {
                using var connection = await HttpConnection.ConnectAsync(rig.Urls[client % 2], run.Token);
                for (var i = client; Stopwatch.GetElapsedTime(began) < length; i = i + clients < tasks ? i + clients : client)
                {
                    var answer = await connection.SendAsync(waiting[i].Again, run.Token);
                    run.Faults.Add(answer.Contains("TASK_STATE_INPUT_REQUIRED"u8) ? 0 : 1, $"messages of {row} in {figures.Id} refused");
                    var sent = Interlocked.Increment(ref turns);
                    if (inStep)
                    {
                        await ReceivedAsync(sent);
                    }
                }
            }));
            await ReceivedAsync(turns);
        }

        async Task ReceivedAsync(int sent)
        {
            var began = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref received) < 2L * sent * streams)
            {
                if (Stopwatch.GetElapsedTime(began).TotalSeconds > run.Options.Patience)
                {
                    throw new TimeoutException($"{row}: {received} of {2L * sent * streams} events came.");
                }

                await Task.Delay(1, run.Token);
            }
        }

        await DriveAsync(run.Options.Durations.WarmUp);
        var (before, began) = (received, Stopwatch.GetTimestamp());
        var warm = readers.ToDictionary(reader => reader.Reader, reader => reader.Reader.Lags.Count);
        await DriveAsync(run.Options.Durations.Measured);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var lags = readers.SelectMany(reader => reader.Reader.Lags.Skip(warm[reader.Reader])).Order().ToList();
        figures.Add(
            row, ("events/s at the streams", (received - before) / seconds), ("events/s written", (received - before) / seconds / streams),
            ("lag p50 ms", lags[lags.Count / 2]), ("lag p99 ms", lags[(int)(lags.Count * 0.99)]));

        await EndAsync(run, rig, waiting, followed);
        run.Faults.Add(await FaultyAsync(rig, readers.Select(reader => (reader.task.Id, reader.Reader))), $"streams of {row} in {figures.Id} without all events in order");
    }

    // A further message completes a task, which ends its streams.
    private static async Task EndAsync(BenchRun run, Rig rig, List<Waiting> waiting, Task followed)
    {
        var next = -1;
        await run.EachAsync(rig.Urls[0], waiting.Count, async connection =>
            await connection.SendAsync(Request.Continue(waiting[Interlocked.Increment(ref next)].Id, "go-on").Numbered(0), run.Token));
        await followed.WaitAsync(TimeSpan.FromSeconds(run.Options.Patience), run.Token);
    }

    private static async Task<int> FaultyAsync(Rig rig, IEnumerable<(string Task, EventReader Reader)> readers)
    {
        var faulty = 0;
        foreach (var task in readers.GroupBy(reader => reader.Task))
        {
            var log = await rig.Redis.EventIdsAsync(task.Key);
            faulty += task.Count(reader => !reader.Reader.Ids.SequenceEqual(log.SkipWhile(id => id != reader.Reader.First).Skip(1)));
        }

        return faulty;
    }

    /// <summary>A task that waits for its caller.</summary>
    /// <param name="MessageId">Of its first message; the same again makes the agent ask again.</param>
    private sealed record Waiting(string Id, string MessageId)
    {
        public ReadOnlyMemory<byte> Again { get; } = Request.Continue(Id, MessageId).Numbered(0);
    }

    private sealed class Disposables : IDisposable
    {
        private readonly List<IDisposable> _all = [];

        public T Add<T>(T one) where T : IDisposable
        {
            _all.Add(one);
            return one;
        }

        public void Dispose() => _all.ForEach(one => one.Dispose());
    }
}
