using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Server.Tests.Http;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>A proxy that the environment names would connect to addresses that nobody checked. In a process of its own: its environment is everybody's.</summary>
public sealed class ProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proxy_that_the_environment_names_is_not_used()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var proxy = await Canary.StartAsync();
        await using var endpoint = await Endpoint.StartAsync(200);
        using var process = Start(redis, $"http://127.0.0.1:{proxy.Port}", out var address);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await address };
            var config = new JsonObject { ["pushNotificationConfig"] = new JsonObject { ["url"] = endpoint.Url } };
            var message = ApiServer.Request("message/send", ApiServer.Say("be quick", $"\"configuration\":{config.ToJsonString()}"));

            using var answer = await client.PostAsync("/", new StringContent(message, Encoding.UTF8, "application/json"), Token);

            (await answer.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull()["error"].ShouldBeNull();
            await endpoint.UntilAsync(1);
            proxy.Visits.ShouldBe(0);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Process Start(RedisServer redis, string proxy, out Task<Uri> address)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "A2A.AgentApi.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Dictionary<string, string> environment = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["Samples__Pace"] = "0.0001",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            ["http_proxy"] = proxy,
            ["HTTPS_PROXY"] = proxy,
            ["ALL_PROXY"] = proxy,
            ["NO_PROXY"] = "",
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var found = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Look(line.Data, found);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        address = found.Task.WaitAsync(Eventually.Patience, Token);
        return process;
    }

    // Now listening on: http://127.0.0.1:38521
    private static void Look(string? line, TaskCompletionSource<Uri> found)
    {
        const string Before = "Now listening on: ";
        if (line?.IndexOf(Before, StringComparison.Ordinal) is { } place and >= 0 && Uri.TryCreate(line[(place + Before.Length)..].Trim('"', ' ', '}', ','), UriKind.Absolute, out var url))
        {
            found.TrySetResult(url);
        }
    }
}
