using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace A2A.Bench.Servers;

/// <summary>One process of the built agent API, set up as by the AppHost, but quiet, and without telemetry or limits per caller.</summary>
internal sealed class Replica : IAsyncDisposable
{
    /// <summary>Where a replica that is started with the probe answers it.</summary>
    public const string ProbePort = "A2A_BENCH_PROBE";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly int _probe = FreePort.Find();

    private Replica(string redis, IReadOnlyList<KeyValuePair<string, string>> settings, bool probe)
    {
        Url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        GrpcUrl = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        KeyValuePair<string, string>[] hook = probe
            ? [new("DOTNET_STARTUP_HOOKS", typeof(Replica).Assembly.Location), new(ProbePort, $"{_probe}")]
            : [];
        Process = new(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "A2A.AgentApi.dll")], AppContext.BaseDirectory,
            [new("ASPNETCORE_URLS", $"{Url};{GrpcUrl}"), new("Grpc__Port", $"{GrpcUrl.Port}"), .. Settings(redis), .. hook, .. settings]);
    }

    public Uri Url { get; }

    /// <summary>Where it speaks gRPC.</summary>
    public Uri GrpcUrl { get; }

    /// <summary>Writes nothing unless it warns of something.</summary>
    public ServerProcess Process { get; }

    /// <summary>Starts it and waits until it is healthy.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not become healthy in time.</exception>
    public static async Task<Replica> StartAsync(
        string redis, IReadOnlyList<KeyValuePair<string, string>> settings, bool probe, CancellationToken cancellationToken)
    {
        var replica = new Replica(redis, settings, probe);
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

    /// <summary>What its runtime says of its memory, through the hook that a replica with a probe is started with.</summary>
    /// <param name="collect">Collect everything first.</param>
    public async Task<ProbeAnswer> ProbeAsync(bool collect, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _probe, cancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(collect ? "c" : "r"), cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var numbers = (await reader.ReadToEndAsync(cancellationToken)).Split(' ');
        return new(double.Parse(numbers[0], CultureInfo.InvariantCulture), double.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static KeyValuePair<string, string>[] Settings(string redis) =>
    [
        new("ASPNETCORE_ENVIRONMENT", "Development"),
        new("DOTNET_ENVIRONMENT", "Development"),
        new("ConnectionStrings__redis", redis),
        new("Push__SigningSecret", "the-secret-of-one-measurement-alone-"),
        new("Encryption__Key", "the-key-of-one-measurement-alone"), // its Redis lives no longer
        new("Agents__Default", "conformance"), // completes at once, or asks back, as a message's id says
        new("Samples__Conformance", "true"),
        new("Samples__Pace", "0.0001"),
        // All clients have one address and all webhooks one receiver: it is the server that is measured, not its limits.
        new("Limits__RequestsPerSecond", "1000000"),
        new("Limits__Burst", "1000000"),
        new("Limits__OpenStreamsPerCaller", "100000"),
        new("Push__RatePerEndpoint", "1000000"),
        new("Logging__LogLevel__Default", "Warning"),
    ];

    private async Task BecomeHealthyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        var began = Stopwatch.GetTimestamp();
        while (!await IsHealthyAsync(http, cancellationToken))
        {
            if (Process.HasExited || Stopwatch.GetElapsedTime(began) > LongestStart)
            {
                throw new InvalidOperationException($"The agent API did not start at {Url}:\n{string.Join('\n', Process.Lines)}");
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <param name="Allocated">Bytes that were ever allocated.</param>
/// <param name="Heap">Bytes of the heap that are alive.</param>
internal sealed record ProbeAnswer(double Allocated, double Heap);
