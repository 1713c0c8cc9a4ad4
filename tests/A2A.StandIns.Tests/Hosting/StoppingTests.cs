using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace A2A.StandIns.Tests.Hosting;

/// <summary>How a run ends: asked to, killed, or refused from the start. Nothing may be left behind.</summary>
public sealed class StoppingTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("apphost").FullName;
    private readonly int _port = FreePort();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ctrl_C_and_SIGTERM_stop_every_process_and_exit_cleanly(bool interrupt)
    {
        await using var appHost = new AppHostProcess(_home, $"--Ports:Web={_port}");
        var replicas = await ReplicasAsync(appHost);

        (interrupt ? (Action)appHost.Interrupt : appHost.Terminate)();

        (await appHost.ExitCodeAsync()).ShouldBe(0, appHost.Output);
        replicas.ShouldAllBe(id => HasEnded(id));
        appHost.Output.ShouldMatch(@"migration-[a-z]{8} \| completed the migration");
    }

    [Fact]
    public async Task Killing_the_AppHost_leaves_no_orphan()
    {
        await using var appHost = new AppHostProcess(_home, $"--Ports:Web={_port}");
        var replicas = await ReplicasAsync(appHost);
        var grandchild = int.Parse(Regex.Match(appHost.Output, @"grandchild (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

        appHost.Kill();

        foreach (var id in replicas.Append(grandchild))
        {
            await Patience.UntilAsync(() => HasEnded(id), $"the end of process {id}");
        }
    }

    [Fact]
    public async Task A_taken_port_is_a_clear_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _port);
        taken.Start();

        await using var appHost = new AppHostProcess(_home, $"--Ports:Web={_port}");

        (await appHost.ExitCodeAsync()).ShouldBe(1);
        appHost.Output.ShouldContain($"Port {_port}, where 'web' should answer (endpoint 'http'), is taken by another program.");
        appHost.Output.ShouldNotContain("Unhandled exception");
    }

    [Fact]
    public async Task A_generated_secret_stays_the_same_over_runs()
    {
        string first, second;
        await using (var appHost = new AppHostProcess(_home, $"--Ports:Web={_port}"))
        {
            await ReplicasAsync(appHost);
            first = await SecretAsync();
            appHost.Terminate();
            await appHost.ExitCodeAsync();
        }

        await using (var appHost = new AppHostProcess(_home, $"--Ports:Web={_port}"))
        {
            await ReplicasAsync(appHost);
            second = await SecretAsync();
            appHost.Terminate();
            await appHost.ExitCodeAsync();
        }

        first.ShouldMatch("^SECRET=[A-Za-z0-9]{30}$");
        second.ShouldBe(first);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool HasEnded(int processId)
    {
        try
        {
            // A zombie counts as ended: it waits only for the init process to take notice.
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return status[status.LastIndexOf(')') + 2] == 'Z';
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Waits until both replicas of the web have answered; their process ids.</summary>
    private async Task<int[]> ReplicasAsync(AppHostProcess appHost)
    {
        var seen = new HashSet<int>();
        var token = Patience.Token;
        while (seen.Count < 2)
        {
            token.IsCancellationRequested.ShouldBeFalse(appHost.Output);
            using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{_port}") };
            try
            {
                seen.Add(await client.GetFromJsonAsync<int>("/pid", token));
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                // Not there yet. A proxy that resets a connection as it is made shows as a bare SocketException.
                await Task.Delay(50, token);
            }
        }

        return [.. seen];
    }

    private async Task<string> SecretAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{_port}") };
        var variables = await client.GetFromJsonAsync<string[]>("/environment", Patience.Token);
        return variables!.Single(v => v.StartsWith("SECRET=", StringComparison.Ordinal));
    }
}
