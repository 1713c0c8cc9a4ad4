// How many tasks, events and webhooks a second, as multiples of what this machine can do at all: ../README.md says how.
using System.Runtime.InteropServices;
using A2A.Bench;

var options = BenchOptions.From(args);
using var ending = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

try
{
    var result = await new BenchRun(options).RunAsync(ending.Token);
    Report.Write(options, result, Console.Out);
    return result.IsFaultless ? 0 : 1;
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
