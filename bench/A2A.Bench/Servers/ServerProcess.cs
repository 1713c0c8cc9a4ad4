using System.Collections.Concurrent;
using System.Diagnostics;

namespace A2A.Bench.Servers;

/// <summary>A process that was started here and is ended here; what it writes is kept.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int MostLines = 200;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    public ServerProcess(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The first lines that it wrote.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public bool HasExited => _process.HasExited;

    /// <summary>Processor time since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory, in bytes.</summary>
    public double Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The address that it writes as its first line.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        string? line;
        while ((line = _lines.FirstOrDefault(written => written.StartsWith("http://", StringComparison.Ordinal))) is null)
        {
            if (HasExited || Stopwatch.GetElapsedTime(began) > LongestStart)
            {
                throw new InvalidOperationException($"It did not start:\n{string.Join('\n', _lines)}");
            }

            await Task.Delay(10, cancellationToken);
        }

        return new(line);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line) && _lines.Count < MostLines)
        {
            _lines.Enqueue(line);
        }
    }
}
