using System.Diagnostics;
using System.Text;

namespace A2A.Tests;

/// <summary>The sample client as a process of its own: its output and its error output are pipes, its environment is what it is given.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    /// <summary>Only bounds a failure: longer than any time that a test asserts.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _read;

    private ClientProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SampleClient__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!; // null only with UseShellExecute
        _read = Task.WhenAll(CopyAsync(_process.StandardOutput, _output), CopyAsync(_process.StandardError, _errors));
    }

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public string All => $"{Output}\n{Errors}";

    /// <summary>A shell starts what runs in its background with Ctrl+C ignored, which children inherit; here it is to be heard.</summary>
    public static ClientProcess Start(string program, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        new("env", ["--default-signal=INT", program, .. args], environment);

    /// <summary>On a terminal, which <c>script</c> makes (Linux).</summary>
    public static ClientProcess StartOnTerminal(string program, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        new("env", ["--default-signal=INT", "script", "-qefc", "exec " + string.Join(' ', args.Prepend(program).Select(arg => $"'{arg}'")), "/dev/null"], environment);

    public static async Task<ClientProcess> RunAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var client = Start(program, environment, args);
        await client.ExitCodeAsync();
        return client;
    }

    public async Task UntilSaidAsync(string text)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!All.Contains(text, StringComparison.Ordinal))
        {
            var isLate = TimeProvider.System.GetElapsedTime(began) > Patience;
            (isLate || _process.HasExited).ShouldBeFalse($"It does not say '{text}', but:\n{All}");
            await Task.Delay(20);
        }
    }

    /// <summary>As the keys of a terminal; Ctrl+C is <c>\x03</c>.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            await _read.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It does not end, and said:\n{All}", e);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>Whatever comes, for a question ends without a line's end.</summary>
    private static async Task CopyAsync(StreamReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            lock (to)
            {
                to.Append(buffer, 0, count);
            }
        }
    }

    private static string Read(StringBuilder lines)
    {
        lock (lines)
        {
            return lines.ToString();
        }
    }
}
