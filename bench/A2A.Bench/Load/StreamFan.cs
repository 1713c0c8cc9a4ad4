using System.Diagnostics;

namespace A2A.Bench.Load;

/// <summary>Tasks that ask back at every message, and open streams of each: half at one replica, half at the other.</summary>
internal sealed class StreamFan(BenchRun run, Rig rig, int streams) : IDisposable
{
    private const string Asks = "tck-input-required";
    private const int Most = 16;
    private const int EventsOfMessage = 2; // what the caller says, and that the agent asks back

    private readonly List<Waiting> _tasks = [];
    private readonly List<EventReader> _readers = [];
    private Task _followed = Task.CompletedTask;
    private long _received;
    private int _messages;

    /// <summary>Events that came on all streams.</summary>
    public long Received => Volatile.Read(ref _received);

    public IReadOnlyList<EventReader> Readers => _readers;

    public static async Task<StreamFan> OpenAsync(BenchRun run, Rig rig, int tasks, int streams, bool grpc)
    {
        var fan = new StreamFan(run, rig, streams);
        await run.EachAsync(rig.Urls[0], tasks, fan.BeginAsync);
        foreach (var task in fan._tasks)
        {
            task.Readers.AddRange(Enumerable.Range(0, streams).Select(_ => new EventReader(fan.Count)));
            fan._readers.AddRange(task.Readers);
        }

        var all = fan._tasks.SelectMany(task => task.Readers.Select(reader => (task.Id, Reader: reader)));
        var urls = grpc ? rig.GrpcUrls : rig.Urls;
        var servers = all.Select((stream, i) => (stream.Id, stream.Reader, Url: urls[i % urls.Count]));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Most, CancellationToken = run.Token };
        await Parallel.ForEachAsync(servers, options, async (stream, token) => await stream.Reader.OpenAsync(stream.Url, stream.Id, grpc, token));
        fan._followed = Task.WhenAll(fan._readers.Select(reader => reader.FollowAsync(run.Token)));
        return fan;
    }

    /// <summary>Sends messages for so long, from clients with tasks of their own, so that a task gets one at a time.</summary>
    /// <param name="length">How long.</param>
    /// <param name="inStep">Each message waits for all events of those before.</param>
    public async Task DriveAsync(TimeSpan length, bool inStep)
    {
        var began = Stopwatch.GetTimestamp();
        var clients = Math.Min(Most, _tasks.Count);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            using var connection = await HttpConnection.ConnectAsync(rig.Urls[client % rig.Urls.Count], run.Token);
            for (var i = client; Stopwatch.GetElapsedTime(began) < length; i = i + clients < _tasks.Count ? i + clients : client)
            {
                var answer = await connection.SendAsync(_tasks[i].Again, run.Token);
                run.Faults.Add(answer.Contains("TASK_STATE_INPUT_REQUIRED"u8) ? 0 : 1, "messages to a task with streams refused");
                Interlocked.Increment(ref _messages);
                if (inStep)
                {
                    await ReceivedAsync();
                }
            }
        }));
        await ReceivedAsync();
    }

    /// <summary>Completes the tasks, which ends the streams, and compares what came with the logs.</summary>
    /// <returns>Streams that did not get all events of the log in order.</returns>
    public async Task<int> EndAsync()
    {
        var next = -1;
        await run.EachAsync(rig.Urls[0], _tasks.Count, async connection =>
            await connection.SendAsync(Request.Continue(_tasks[Interlocked.Increment(ref next)].Id, "go-on").Numbered(0), run.Token));
        await _followed.WaitAsync(TimeSpan.FromSeconds(run.Options.Patience), run.Token);
        var faulty = 0;
        foreach (var task in _tasks)
        {
            var log = await rig.Redis.EventIdsAsync(task.Id);
            faulty += task.Readers.Count(reader => !reader.HasAllOf(log));
        }

        return faulty;
    }

    public void Dispose() => _readers.ForEach(reader => reader.Dispose());

    private void Count() => Interlocked.Increment(ref _received);

    private async Task BeginAsync(HttpConnection connection)
    {
        var number = Numbers.Next();
        var task = new Waiting(await run.BeginAsync(connection, Request.Send(Asks).Numbered(number)), $"{Asks}-{number:D12}");
        lock (_tasks)
        {
            _tasks.Add(task);
        }
    }

    private async Task ReceivedAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var expected = (long)EventsOfMessage * Volatile.Read(ref _messages) * streams;
        while (Received < expected)
        {
            if (Stopwatch.GetElapsedTime(began).TotalSeconds > run.Options.Patience)
            {
                throw new TimeoutException($"{Received} of {expected} events came to the streams.");
            }

            await Task.Delay(1, run.Token);
        }
    }

    /// <summary>A task that waits for its caller.</summary>
    /// <param name="Id">The task.</param>
    /// <param name="MessageId">Of its first message; the same again makes the agent ask again.</param>
    private sealed record Waiting(string Id, string MessageId)
    {
        public List<EventReader> Readers { get; } = [];

        public ReadOnlyMemory<byte> Again { get; } = Request.Continue(Id, MessageId).Numbered(0);
    }
}
