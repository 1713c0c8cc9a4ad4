using System.Diagnostics;

namespace A2A.Bench.Scenarios;

/// <summary>S4: many streams of one task, and one stream each of many tasks.</summary>
internal static class Streams
{
    public static Figures Figures() => new(
        "S4", "Streams over two replicas",
        """
        `SubscribeToTask` streams, half of them at each of two replicas; the events come from messages to a task that asks back each
        time (two events a message). One task: the next message goes out when every stream has all events of the one before. Many
        tasks: a closed loop of 16 clients goes round the tasks. The lag is from the event's time in Redis to its receipt; clients and
        servers share the cores, so with one task it is mostly the time to write to all of its streams. What each stream got is
        compared with the task's log: all events, in order. The events of gRPC have no ids: they are compared by their times.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        await using var rig = await run.StartRigAsync(2, new("Tasks__MaxMessages", "100000"), new("Tasks__MaxHistoryBytes", "500000000"));
        await run.WarmUpAsync(rig.Target);
        await run.WarmUpAsync(rig.GrpcTarget);
        var many = run.Options.Streams;
        await run.RoundsAsync(async () =>
        {
            foreach (var grpc in (bool[])[false, true])
            {
                await MeasureAsync(run, figures, rig, OneTask(grpc), tasks: 1, streams: many, inStep: true, grpc);
                await MeasureAsync(run, figures, rig, ManyTasks(grpc), tasks: many, streams: 1, inStep: false, grpc);
            }
        });

        foreach (var row in (Func<bool, string>[])[OneTask, ManyTasks])
        {
            foreach (var column in (string[])["events/s at the streams", "lag p50 ms"])
            {
                figures.AddRatio($"{row(true)} ÷ SSE, {column}", figures.Of(row(true), column), figures.Of(row(false), column));
            }
        }

        string OneTask(bool grpc) => $"one task, {many:#,0} streams{(grpc ? " of gRPC" : "")}";
        string ManyTasks(bool grpc) => $"{many:#,0} tasks, one stream{(grpc ? " of gRPC" : "")} each";
    }

    private static async Task MeasureAsync(BenchRun run, Figures figures, Rig rig, string row, int tasks, int streams, bool inStep, bool grpc)
    {
        using var fan = await StreamFan.OpenAsync(run, rig, tasks, streams, grpc);
        await fan.DriveAsync(run.Options.Durations.WarmUp, inStep);
        var (began, before) = (Stopwatch.GetTimestamp(), fan.Received);
        var warm = fan.Readers.Select(reader => reader.Lags.Count).ToList();
        await fan.DriveAsync(run.Options.Durations.Measured, inStep);
        var perSecond = (fan.Received - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var lags = fan.Readers.Zip(warm, (reader, skipped) => reader.Lags.Skip(skipped)).SelectMany(lag => lag).Order().ToList();
        figures.Add(
            row, ("events/s at the streams", perSecond), ("events/s written", perSecond / streams), ("lag p50 ms", lags[lags.Count / 2]),
            ("lag p99 ms", lags[(int)(lags.Count * 0.99)]));
        run.Faults.Add(await fan.EndAsync(), $"streams of {row} in {figures.Id} without all events in order");
    }
}
