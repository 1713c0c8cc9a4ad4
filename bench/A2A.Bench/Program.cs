// Speed, latency, growth, memory and cost of the agent API, beside a2a-js and the machine's own limits: ../README.md says how.
using System.Diagnostics;
using System.Runtime.InteropServices;
using A2A.Bench;
using A2A.Bench.Scenarios;

if (args is [LoopbackServer.Verb])
{
    await LoopbackServer.RunFloorAsync();
}

var options = BenchOptions.From(args);
using var ending = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

try
{
    var began = Stopwatch.GetTimestamp();
    var run = new BenchRun(options, await JsPeer.InstallAsync(ending.Token), ending.Token);
    foreach (var (figures, scenario) in AllScenarios.Of(options))
    {
        await run.RunAsync(figures, scenario);
    }

    var report = Report.Of(options, run.Scenarios, run.Faults, run.RedisVersion, Stopwatch.GetElapsedTime(began));
    if (options.ReportPath is { } path)
    {
        await File.WriteAllTextAsync(path, report);
    }

    Console.WriteLine(report);
    return run.Faults.Count == 0 ? 0 : 1;
}
catch (Exception e) when (ending.IsCancellationRequested)
{
    Console.Error.WriteLine($"Ended before its time: {e.Message}");
    return 1;
}

// All processes that were started are ended on the way out.
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ending.Cancel();
}
