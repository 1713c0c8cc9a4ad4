using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Running;

/// <summary>
/// Leaves no orphan, even when the AppHost is killed with SIGKILL: a shell in a session of its own reads from a pipe which
/// processes there are. When the pipe closes, for whatever reason, it kills those that are left.
/// </summary>
internal sealed class Reaper : IDisposable
{
    // A negative number is a process group. No "--" before it: the kill of some shells (dash) refuses that.
    // "start 123" and "end 123" keep the list; end of input means that the AppHost is gone.
    private const string Script = """
        left=
        while read -r what id; do
          case $what in
            start) left="$left $id" ;;
            end) kept=; for one in $left; do [ "$one" = "$id" ] || kept="$kept $one"; done; left=$kept ;;
          esac
        done
        for one in $left; do kill -KILL "-$one" 2>/dev/null || kill -KILL "$one" 2>/dev/null; done
        """;

    private readonly Lock _lock = new();
    private readonly Process? _shell = Start();

    public void Started(int processId) => Tell("start", processId);

    public void Ended(int processId) => Tell("end", processId);

    public void Dispose()
    {
        _shell?.StandardInput.Dispose();
        _shell?.Dispose();
    }

    private static Process? Start()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var start = ChildProcess.InOwnSession("sh", ["-c", Script]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start);
    }

    private void Tell(string what, int processId)
    {
        lock (_lock)
        {
            _shell?.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {processId}"));
            _shell?.StandardInput.Flush();
        }
    }
}
