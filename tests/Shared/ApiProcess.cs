using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace A2A.Tests;

/// <summary>The agent API as a process of its own on a free port, which can be killed.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    public const string EncryptionKey = "the-key-of-all-tests-0123456789abcdef";

    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _output = new();

    private ApiProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        _http = new HttpClient { BaseAddress = address, Timeout = Eventually.Patience };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>How many bytes of it are in memory.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has written, its log, line by line.</summary>
    public IReadOnlyCollection<string> Output => _output;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it is healthy. Its leases are short, so that what a killed one held goes on soon.</summary>
    public static Task<ApiProcess> StartAsync(RedisServer redis, params (string Name, string Value)[] settings) =>
        StartAsync(redis.ConnectionString, settings);

    /// <param name="redis">How to connect to a server, or to a cluster.</param>
    /// <param name="settings">Further ones.</param>
    public static Task<ApiProcess> StartAsync(string redis, params (string Name, string Value)[] settings) =>
        StartAsync(program: null, redis, settings);

    /// <param name="program">The path of <c>A2A.AgentApi.dll</c>; null = the one that the test is built with.</param>
    /// <param name="redis">How to connect to a server, or to a cluster.</param>
    /// <param name="settings">Further ones.</param>
    public static async Task<ApiProcess> StartAsync(string? program, string redis, params (string Name, string Value)[] settings)
    {
        for (var attempt = 0; ; attempt++)
        {
            var process = Begin(program ?? Path.Combine(AppContext.BaseDirectory, "A2A.AgentApi.dll"), redis, settings);
            try
            {
                await Eventually.TrueAsync(process.IsHealthyAsync, "the agent API is healthy");
                return process;
            }
            catch when (process.HasExited && attempt < 2)
            {
                await process.DisposeAsync(); // another process was quicker on its port
            }
            catch
            {
                await process.DisposeAsync();
                throw;
            }
        }
    }

    private static ApiProcess Begin(string program, string redis, (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{RedisServer.FreePort()}");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        (string Name, string Value)[] all =
        [
            ("ASPNETCORE_URLS", address.ToString()), ("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"),
            ("ConnectionStrings__redis", redis), ("Encryption__Key", EncryptionKey),
            ("Samples__Pace", "0.001"), ("Execution__Lease", "00:00:02"), ("Tasks__Sweep", "00:00:00.200"),
            ("Push__AllowHttp", "true"), ("Push__AllowedNetworks__test", "127.0.0.0/8"),
            ("Push__Timeout", "00:00:01"), ("Push__Lease", "00:00:02"),
            ("Logging__LogLevel__Default", "Warning"), .. settings,
        ];
        foreach (var (name, value) in all)
        {
            start.Environment[name] = value;
        }

        return new ApiProcess(Process.Start(start).ShouldNotBeNull(), address);
    }

    /// <summary>Sends a message to the long-running agent; the task's id, which is stored by now.</summary>
    /// <param name="webhook">Who is told.</param>
    /// <param name="waits">True to wait for the task's end.</param>
    public async Task<string> SubmitAsync(string webhook, bool waits)
    {
        var request = JsonNode.Parse($$$"""
            {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {
              "message": {"role": "ROLE_USER", "messageId": "{{{Guid.NewGuid()}}}", "parts": [{"text": "Train a machine learning model"}]},
              "configuration": {"returnImmediately": {{{(waits ? "false" : "true")}}}, "taskPushNotificationConfig": {"url": "{{{webhook}}}"}}
            }}
            """)!;
        using var content = JsonContent.Create(request);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/a2a") { Content = content, Headers = { { "A2A-Version", "1.0" } } };
        using var response = await _http.SendAsync(message, Token);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        return (string?)answer["result"]?["task"]?["id"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>The status of its readiness; null when it does not answer.</summary>
    public async Task<int?> HealthAsync()
    {
        try
        {
            using var response = await _http.GetAsync("/health", Token);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token);
    }

    /// <summary>SIGTERM, as a deployment sends it: it drains and ends by itself.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(Token);
        await _process.WaitForExitAsync(Token).WaitAsync(Eventually.Patience, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task<bool> IsHealthyAsync()
    {
        _process.HasExited.ShouldBeFalse($"it ended by itself: {string.Join('\n', _output)}");
        return await HealthAsync() is >= 200 and < 300;
    }
}
