using System.Diagnostics;
using System.Text;

namespace A2A.Packages.Tests;

/// <summary>A process that a test starts, and what it says. Ends with all its children.</summary>
internal sealed class LinesOfProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _all = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _said = new(0);
    private Process? _process;

    /// <summary>Standard output.</summary>
    public string Output => Read(_output);

    /// <summary>Standard output and error.</summary>
    public string All => Read(_all);

    public void Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Those of the test host are for the build that it belongs to.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // no build server is left behind
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data, isOutput: true);
        _process.ErrorDataReceived += (_, line) => Add(line.Data, isOutput: false);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it has said a text.</summary>
    public async Task LineAsync(string text, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (!All.Contains(text, StringComparison.Ordinal))
        {
            try
            {
                await _said.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"'{text}' is missing after {patience}: {All}");
            }
        }
    }

    public async Task<int> ExitAsync(TimeSpan patience)
    {
        var process = _process ?? throw new InvalidOperationException("It was not started.");
        await process.WaitForExitAsync().WaitAsync(patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        _said.Dispose();
    }

    private void Add(string? line, bool isOutput)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _all.AppendLine(line);
            if (isOutput)
            {
                _output.AppendLine(line);
            }
        }

        _said.Release();
    }

    private string Read(StringBuilder text)
    {
        lock (_lock)
        {
            return text.ToString();
        }
    }
}
