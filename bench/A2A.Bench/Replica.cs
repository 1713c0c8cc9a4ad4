using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace A2A.Bench;

/// <summary>One process of the built agent API, set up as the AppHost does it, but quiet and without telemetry.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private const int MostLines = 200;

    // Its Redis lives no longer than the measurement.
    private const string EncryptionKey = "the-key-of-one-measurement-alone";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private Replica(ProcessStartInfo start, Uri url)
    {
        Url = url;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    /// <summary>What it wrote, which is nothing unless it warned of something; the first lines of it.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Processor time since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it is healthy.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not become healthy in time.</exception>
    public static async Task<Replica> StartAsync(
        string redis, IReadOnlyList<KeyValuePair<string, string>> settings, string signingSecret, CancellationToken cancellationToken)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var replica = new Replica(ToStart(url, redis, settings, signingSecret), url);
        try
        {
            await replica.BecomeHealthyAsync(cancellationToken);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo ToStart(
        Uri url, string redis, IReadOnlyList<KeyValuePair<string, string>> settings, string signingSecret)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "A2A.AgentApi.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        KeyValuePair<string, string>[] environment =
        [
            new("ASPNETCORE_URLS", url.ToString()),
            new("ASPNETCORE_ENVIRONMENT", "Production"),
            new("DOTNET_ENVIRONMENT", "Production"),
            new("ConnectionStrings__redis", redis),
            new("Push__SigningSecret", signingSecret),
            new("Encryption__Key", EncryptionKey),
            new("Push__AllowHttp", "true"),
            new("Push__AllowedNetworks__loopback4", "127.0.0.0/8"),
            new("Agents__Pace", "0.0001"), // the smallest: a quick task's work takes 0.2 ms
            new("Limits__RequestsPerSecond", "1000000"), // all clients have one address: it is the server that is measured, not its limits
            new("Limits__Burst", "1000000"),
            new("Logging__LogLevel__Default", "Warning"),
        ];
        foreach (var (name, value) in environment.Concat(settings))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task BecomeHealthyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        var began = Stopwatch.GetTimestamp();
        while (!await IsHealthyAsync(http, cancellationToken))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > LongestStart)
            {
                throw new InvalidOperationException($"The agent API did not start at {Url}:\n{string.Join('\n', _lines)}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line) && _lines.Count < MostLines)
        {
            _lines.Enqueue(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
