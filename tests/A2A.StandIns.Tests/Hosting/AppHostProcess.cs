using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace A2A.StandIns.Tests.Hosting;

/// <summary>The fixture's AppHost as a process of its own, as a user runs it, with a home folder of its own.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private readonly Process _process;

    public AppHostProcess(string home, params string[] args)
    {
        string[] command = [.. Foreground(), "dotnet", typeof(Projects.Fixture_AppHost).Assembly.Location, "--Parameters:given=value", .. args];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = home, ["DOTNET_ENVIRONMENT"] = "Development" },
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Lines.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => Lines.Enqueue(e.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public ConcurrentQueue<string> Lines { get; } = [];

    public string Output => string.Join('\n', Lines);

    public void Interrupt() => Send(_process.Id, SigInt).ShouldBe(0);

    public void Terminate() => Send(_process.Id, SigTerm).ShouldBe(0);

    public void Kill() => _process.Kill();

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(Patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    // A shell starts what runs in its background with Ctrl+C ignored, and children inherit that: without this the tests
    // of Ctrl+C would pass in a terminal only.
    private static string[] Foreground() => IgnoresInterrupt() ? ["env", "--default-signal=INT"] : [];

    private static bool IgnoresInterrupt()
    {
        const string Field = "SigIgn:";
        const string Status = "/proc/self/status";
        var ignored = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return ignored is not null && (Convert.ToUInt64(ignored[Field.Length..].Trim(), 16) & (1UL << (SigInt - 1))) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int processId, int signal);
}
