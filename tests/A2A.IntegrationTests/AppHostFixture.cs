using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests;

/// <summary>The whole system, started as a user starts it, on free ports, with a Redis and a secret of its own.</summary>
/// <remarks>Waits are short, so that tests of failures are quick.</remarks>
public sealed class AppHostFixture : IAsyncLifetime
{
    /// <summary>The one time limit of these tests: generous, since it only bounds a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private DistributedApplication? _app;
    private string? _dataFolder;

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The AppHost has not started.");

    public CapturedLogs Logs { get; } = new();

    /// <summary>Signs the webhooks of this run; no other run has it.</summary>
    public string WebhookSecret { get; } = RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz0123456789", 44);

    /// <summary>The operator's key of this run.</summary>
    public string OperationsKey { get; } = RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz0123456789", 44);

    /// <summary>Where Redis keeps its data; unless it is given, made when it is first asked for.</summary>
    public string DataFolder
    {
        get => _dataFolder ??= Directory.CreateTempSubdirectory("a2a-redis").FullName;
        init => _dataFolder = value;
    }

    /// <summary>Leaves the data for a further run on the same folder.</summary>
    public bool KeepData { get; init; }

    /// <summary>
    /// Turns the dashboard on. Its address is then <c>App.GetEndpoint("aspire-dashboard", "http")</c>, and its telemetry API takes
    /// <see cref="OperationsKey"/> as the header <c>x-api-key</c>.
    /// </summary>
    public bool WithDashboard { get; init; }

    /// <summary>Further settings, as on the command line.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync(); // xunit does not dispose of a fixture whose start failed
            throw;
        }
    }

    /// <summary>The processes of a service, of this run only.</summary>
    public IReadOnlyList<ServiceProcess> Processes(string service) => ServiceProcess.Find(service, WebhookSecret);

    /// <summary>Waits for two replicas that listen: one may have done all the work while the other was still starting.</summary>
    public async Task<IReadOnlyList<ServiceProcess>> TwoReplicasAsync()
    {
        IReadOnlyList<ServiceProcess> replicas = [];
        await Eventually.TrueAsync(
            async () => (replicas = Processes("agent-api")).Count == 2
                && (await Task.WhenAll(replicas.Select(replica => replica.ListensAsync()))).All(listens => listens),
            "two replicas that listen");
        return replicas;
    }

    /// <summary>
    /// Starts the replica that was killed. Aspire leaves what has died as it is, until a person starts it in the dashboard: by the
    /// command that is used here.
    /// </summary>
    /// <param name="before">The processes there were before the kill.</param>
    public async Task StartedAgainAsync(IReadOnlyList<ServiceProcess> before)
    {
        var token = TestContext.Current.CancellationToken;
        var dead = await App.ResourceNotifications.WaitForResourceAsync(
            "agent-api", replica => KnownResourceStates.TerminalStates.Contains(replica.Snapshot.State?.Text), token);
        dead.Snapshot.ExitCode.ShouldBe(128 + 9);
        (await App.ResourceCommands.ExecuteCommandAsync(dead.ResourceId, KnownResourceCommands.StartCommand, token)).Success.ShouldBeTrue();
        await Eventually.TrueAsync(
            async () => Processes("agent-api").Where(replica => before.All(old => old.Id != replica.Id)).ToList() is [var started]
                && await started.ListensAsync(),
            "the replica that was started again");
    }

    /// <summary>Stops the system, if it runs. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }

        Logs.Dispose();
        if (!KeepData && _dataFolder is not null && Directory.Exists(_dataFolder))
        {
            Directory.Delete(_dataFolder, recursive: true);
        }
    }

    private async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        string[] args =
        [
            $"--Redis:DataFolder={DataFolder}",
            $"--Parameters:webhook-secret={WebhookSecret}",
            "--Parameters:encryption-key=the-key-of-the-integration-tests-0123456789",
            $"--Parameters:operations-key={OperationsKey}",
            $"--AppHost:DashboardApiKey={OperationsKey}",
            "--SampleClient:Enabled=false",
            "--Logging:LogLevel:A2A.AppHost.Resources=Information",
            "--Logging:LogLevel:A2A.AppHost.Resources.sample-client=Information",
            "--AgentApi:Execution:Lease=00:00:03",
            "--AgentApi:Samples:Pace=0.2",
            .. Settings,
        ];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.A2A_AppHost>(
            args, (options, _) => options.DisableDashboard = !WithDashboard, limit.Token);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Logs));
        _app = await builder.BuildAsync(limit.Token);
        await _app.StartAsync(limit.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("agent-api", limit.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("webhook-receiver", limit.Token);
    }
}
