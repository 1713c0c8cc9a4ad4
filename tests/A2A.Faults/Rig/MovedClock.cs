using System.ComponentModel;
using System.Diagnostics;

namespace A2A.Faults.Rig;

/// <summary>
/// The wall clock of a real process, which can be moved while it runs. The process is started with <see cref="Environment"/>, by which
/// <c>clock.c</c> is preloaded into it. Linux only.
/// </summary>
internal sealed class MovedClock
{
    /// <summary>Ids of events are cut to it.</summary>
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly string _file;
    private readonly List<(DateTimeOffset From, TimeSpan Offset)> _moves = [];
    private readonly List<DateTimeOffset> _moved = []; // when each move was over

    private MovedClock(string library, string file)
    {
        _file = file;
        Environment = [("LD_PRELOAD", library), ("A2A_CLOCK", file)];
        MoveTo(TimeSpan.Zero);
    }

    /// <summary>What the process is started with.</summary>
    public (string Name, string Value)[] Environment { get; }

    /// <summary>The same as a command that starts it.</summary>
    public string[] Entrance => ["env", .. Environment.Select(variable => $"{variable.Name}={variable.Value}")];

    /// <summary>By how much the process's clock is ahead of this one's.</summary>
    public TimeSpan Offset => _moves[^1].Offset;

    /// <summary>Makes clocks that are not moved yet; skips the test where there is no C compiler.</summary>
    /// <param name="folder">Where the library and the clocks' files go.</param>
    /// <param name="count">How many.</param>
    public static async Task<IReadOnlyList<MovedClock>> NewAsync(string folder, int count)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Clocks of processes are moved by a preloaded library, on Linux alone.");
        var source = Path.Combine(Repository.Folder, "tests", "A2A.Faults", "Rig", "clock.c");
        var library = Path.Combine(folder, "clock.so");
        var start = new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O1", "-o", library, source]) { RedirectStandardError = true };
        try
        {
            using var compiler = Process.Start(start)!; // no shell is asked
            var errors = await compiler.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
            compiler.ExitCode.ShouldBe(0, errors);
        }
        catch (Win32Exception e)
        {
            Assert.Skip($"Moving a process's clock takes a C compiler, cc: {e.Message}");
        }

        return [.. Enumerable.Range(0, count).Select(index => new MovedClock(library, Path.Combine(folder, $"clock-{index}")))];
    }

    /// <summary>The process's clock jumps.</summary>
    /// <param name="offset">By how much it is ahead from now on, in whole seconds.</param>
    public void MoveTo(TimeSpan offset)
    {
        _moves.Add((DateTimeOffset.UtcNow, offset));
        using (var file = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Write(BitConverter.GetBytes((long)offset.TotalSeconds));
        }

        _moved.Add(DateTimeOffset.UtcNow);
    }

    /// <summary>When it was by this process's clock, what the moved one called so. What it never showed stays as it is.</summary>
    public DateTimeOffset ToOwnTime(DateTimeOffset shown)
    {
        for (var index = _moves.Count - 1; index >= 0; index--)
        {
            var (from, offset) = _moves[index];
            var time = shown - offset;
            var until = index + 1 < _moves.Count ? _moved[index + 1] : DateTimeOffset.UtcNow;
            if (time > from - Millisecond && time < until)
            {
                return time;
            }
        }

        return shown;
    }
}
