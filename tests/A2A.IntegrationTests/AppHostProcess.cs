using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace A2A.IntegrationTests;

/// <summary>The AppHost as a process of its own, as a person runs it: with its dashboard and fixed ports, which are free ones here (Linux).</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private const string Mark = "A2A_TEST_RUN";

    private readonly string _folder = Directory.CreateTempSubdirectory("a2a-apphost-").FullName;
    private readonly string _mark = Guid.NewGuid().ToString();
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Process _process;

    public AppHostProcess(params string[] args)
    {
        string[] settings =
        [
            $"--Ports:AgentApi={AgentApiPort}",
            $"--Ports:AgentApiGrpc={FreePort()}",
            $"--Ports:WebhookReceiver={FreePort()}",
            $"--Redis:DataFolder={_folder}",
            $"--Parameters:webhook-secret={Secret()}",
            $"--Parameters:operations-key={Secret()}",
            $"--Parameters:encryption-key={Secret()}",
            $"--AppHost:OtlpApiKey={Secret()}",
            $"--AppHost:DashboardApiKey={Secret()}",
            "--AgentApi:Samples:Pace=0.1",
            .. args,
        ];
        // A shell starts what runs in its background with Ctrl+C ignored, which children inherit; here it is to be heard.
        _process = new Process
        {
            StartInfo = new("env", ["--default-signal=INT", "dotnet", AppHostPath, .. settings])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Projects.A2A_AppHost.ProjectPath, // as by "dotnet run"
                Environment =
                {
                    [Mark] = _mark,
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["DOTNET_ENVIRONMENT"] = "Development",
                    ["ASPNETCORE_URLS"] = $"http://localhost:{FreePort()}",
                    ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                    ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{FreePort()}",
                    ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{FreePort()}",
                },
            },
        };
        _process.OutputDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int AgentApiPort { get; } = FreePort();

    public IReadOnlyList<string> Lines => [.. _lines];

    public string Output => string.Join('\n', _lines);

    /// <summary>The processes that this run has started and that still are, by name; itself too.</summary>
    public IReadOnlyList<string> Processes => [.. Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _)
            && (Read(folder, "environ").Contains($"{Mark}={_mark}", StringComparison.Ordinal) || WorksIn(folder, _folder))) // Redis overwrites its environment with its title
        .Select(folder => Read(folder, "cmdline").Replace('\0', ' '))];

    public async Task UntilSaidAsync(string text)
    {
        using var limit = new CancellationTokenSource(AppHostFixture.Patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            (_process.HasExited || limit.IsCancellationRequested).ShouldBeFalse($"It does not say '{text}', but:\n{Output}");
            await Task.Delay(50);
        }
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(AppHostFixture.Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it by a signal, in good order: nothing that it has said since its start reads as a fault.</summary>
    public async Task EndsAsync(string signal)
    {
        await SignalAsync(signal);

        (await ExitCodeAsync()).ShouldBe(0, Output);
        Lines.ShouldNotContain(line => ReadsAsFault(line), Output);
        await NoneIsLeftAsync();
    }

    public Task NoneIsLeftAsync() => Eventually.TrueAsync(() => Task.FromResult(Processes.Count == 0), "the end of every process of the run");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        await NoneIsLeftAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort() => RedisServer.FreePort();

    // In its own output folder, which is called like this one: bin/Debug/net10.0.
    private static string AppHostPath => Path.Combine(
        Projects.A2A_AppHost.ProjectPath, "bin", Path.Combine(AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)[^2..]), "A2A.AppHost.dll");

    private static bool ReadsAsFault(string line) =>
        line.StartsWith("warn:") || line.StartsWith("fail:") || line.StartsWith("crit:") || line.Contains('\x1b');

    private static string Secret() => RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz0123456789", 44);

    private static bool WorksIn(string process, string folder)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName == folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // as below
        }
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended meanwhile, or is not ours
        }
    }
}
