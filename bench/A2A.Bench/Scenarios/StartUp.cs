using System.Diagnostics;

namespace A2A.Bench.Scenarios;

/// <summary>S7: from the start of the process to its first answers.</summary>
internal static class StartUp
{
    public static Figures Figures() => new(
        "S7", "Start-up",
        """
        From the start of the process to the first 200 of `/health` (of a2a-js: to its listening), then how long the first sends take, one
        after the other on one connection. The replica is as `dotnet build -c Release` leaves it: nothing is compiled ahead of time. Its
        Redis runs and is empty.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        await run.RoundsAsync(async () =>
        {
            await using var rig = await run.StartRigAsync(0);
            var began = Stopwatch.GetTimestamp();
            await using (var replica = await Replica.StartAsync(rig.ConnectionString, run.Options.Settings, probe: false, run.Token))
            {
                await MeasureAsync(run, figures, "replica", began, replica.Url);
            }

            began = Stopwatch.GetTimestamp();
            await using var peer = run.StartPeer(figures);
            if (peer is not null)
            {
                await MeasureAsync(run, figures, "a2a-js", began, await peer.AddressAsync(run.Token));
            }
        });
    }

    private static async Task MeasureAsync(BenchRun run, Figures figures, string row, long began, Uri url)
    {
        var start = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using var connection = await HttpConnection.ConnectAsync(url, run.Token);
        List<double> sends = [];
        for (var i = 0; i < 100; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            await run.BeginAsync(connection, Request.Send(BenchRun.Instant).Numbered(Numbers.Next()));
            sends.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        figures.Add(
            row, ("ready after ms", start), ("first send ms", sends[0]), ("second send ms", sends[1]), ("100th send ms", sends[99]));
    }
}
