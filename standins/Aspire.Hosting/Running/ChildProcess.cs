using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>One running process of a resource, in a session of its own so that the terminal's Ctrl+C does not reach it.</summary>
internal sealed class ChildProcess
{
    /// <summary>How long the rest of the output may take after the process itself has ended; a grandchild may hold the pipe.</summary>
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(1);

    private static readonly string? SetSid = Programs.Find("setsid");
    private readonly Process _process;
    private readonly Reaper _reaper;

    private ChildProcess(Process process, Reaper reaper)
    {
        _process = process;
        _reaper = reaper;
        Id = process.Id;
        Exited = WatchAsync();
    }

    public int Id { get; }

    /// <summary>The exit code, once the process has ended and its output has been read.</summary>
    public Task<int> Exited { get; }

    /// <param name="start">What to start, made by <see cref="InOwnSession"/>.</param>
    /// <param name="reaper">Is told of the process.</param>
    /// <param name="output">Takes each line, and whether it came from the error stream.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ChildProcess Start(ProcessStartInfo start, Reaper reaper, Action<string, bool> output)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Pass(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Pass(line.Data, isError: true);
        process.Start();
        reaper.Started(process.Id);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, reaper);

        void Pass(string? line, bool isError)
        {
            if (line is not null)
            {
                output(line, isError);
            }
        }
    }

    /// <remarks><c>setsid program</c> becomes the program (no fork), so the process id is the program's own.</remarks>
    public static ProcessStartInfo InOwnSession(string program, IEnumerable<string> arguments) => SetSid is null
        ? new ProcessStartInfo(program, arguments) { UseShellExecute = false }
        : new ProcessStartInfo(SetSid, [program, .. arguments]) { UseShellExecute = false };

    /// <summary>Asks the process to end; after <paramref name="grace"/> it is killed.</summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else if (!Exited.IsCompleted)
        {
            Signals.Terminate(Id);
        }

        try
        {
            await Exited.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            Signals.KillGroup(Id);
            await Exited;
        }
    }

    private async Task<int> WatchAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => ended.TrySetResult();
        await ended.Task;
        if (!OperatingSystem.IsWindows())
        {
            Signals.KillGroup(Id);
        }

        _reaper.Ended(Id);
        var code = _process.ExitCode;
        using var lastOutput = new CancellationTokenSource(LastOutput);
        try
        {
            await _process.WaitForExitAsync(lastOutput.Token);
        }
        catch (OperationCanceledException) when (lastOutput.IsCancellationRequested)
        {
            // Somebody outside the group still holds the pipe; what it writes is not ours.
        }

        _process.Dispose();
        return code;
    }
}
