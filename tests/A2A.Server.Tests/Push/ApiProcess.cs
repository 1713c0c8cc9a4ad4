using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Push;

/// <summary>The agent API as a process of its own on a free port, which can be killed.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ApiProcess(Process process, Uri address) => (_process, _http) = (process, new HttpClient { BaseAddress = address, Timeout = Eventually.Patience });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it is healthy. Its leases are short, so that what a killed one held goes on soon.</summary>
    public static async Task<ApiProcess> StartAsync(RedisServer redis, params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "A2A.AgentApi.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        (string Name, string Value)[] all =
        [
            ("ASPNETCORE_URLS", address.ToString()), ("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"),
            ("ConnectionStrings__redis", redis.ConnectionString), ("Encryption__Key", Tests.Redis.Storage.EncryptionKey),
            ("Samples__Pace", "0.001"), ("Execution__Lease", "00:00:02"), ("Tasks__Sweep", "00:00:00.200"),
            ("Push__AllowHttp", "true"), ("Push__AllowedNetworks__test", "127.0.0.0/8"), ("Push__Timeout", "00:00:01"), ("Push__Lease", "00:00:02"),
            ("Logging__LogLevel__Default", "Warning"), .. settings,
        ];
        foreach (var (name, value) in all)
        {
            start.Environment[name] = value;
        }

        var process = new ApiProcess(Process.Start(start).ShouldNotBeNull(), address);
        process._process.BeginOutputReadLine(); // nobody reads it: a full pipe would stop the process
        process._process.BeginErrorReadLine();
        try
        {
            await Eventually.TrueAsync(process.IsHealthyAsync, "the agent API is healthy");
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
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

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token);
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
        _process.HasExited.ShouldBeFalse("it ended by itself");
        try
        {
            using var response = await _http.GetAsync("/health", Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
