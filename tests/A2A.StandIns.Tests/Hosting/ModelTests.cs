using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace A2A.StandIns.Tests.Hosting;

/// <summary>What a model that runs gives to its processes, and says of them.</summary>
public sealed class ModelTests(RunningModel running)
{
    [Fact]
    public async Task A_service_gets_its_parameters_connection_strings_and_addresses()
    {
        var variables = await VariablesAsync();
        var web = running.App.GetEndpoint("web");
        var store = await running.App.GetConnectionStringAsync("store-address", Patience.Token);

        variables.ShouldContain("GIVEN=value");
        variables.ShouldContain("SECRET=known");
        variables.ShouldContain($"ConnectionStrings__store-address={store}");
        variables.ShouldContain($"OWN_URL={web.AbsoluteUri.TrimEnd('/')}");
        variables.ShouldContain(v => v.StartsWith("ASPNETCORE_URLS=http://localhost:", StringComparison.Ordinal));
        store!.ShouldStartWith("at=localhost:");
    }

    [Fact]
    public async Task A_service_gets_its_name_but_no_collector_where_none_runs()
    {
        var variables = await VariablesAsync();

        variables.ShouldContain("OTEL_SERVICE_NAME=web");
        variables.ShouldContain(v => v.StartsWith("OTEL_RESOURCE_ATTRIBUTES=service.instance.id=", StringComparison.Ordinal));
        variables.ShouldNotContain(v => v.StartsWith("OTEL_EXPORTER_OTLP_ENDPOINT=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_are_spread_over_all_replicas()
    {
        var ids = new HashSet<int>();
        for (var i = 0; i < 4; i++)
        {
            using var client = new HttpClient { BaseAddress = running.App.GetEndpoint("web") };
            ids.Add(await client.GetFromJsonAsync<int>("/pid", Patience.Token));
        }

        ids.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_service_starts_after_what_it_waits_for_has_completed()
    {
        var migration = await StateAsync("migration", e => e.Snapshot.ExitCode is not null);
        var web = await StateAsync("web", e => e.Snapshot.State?.Text == KnownResourceStates.Running);

        migration.State!.Text.ShouldBe(KnownResourceStates.Finished);
        migration.ExitCode.ShouldBe(0);
        web.StartTimeStamp!.Value.ShouldBeGreaterThanOrEqualTo(migration.StopTimeStamp!.Value);
    }

    [Fact]
    public async Task Output_goes_to_a_logger_named_after_the_resource()
    {
        await StateAsync("migration", e => e.Snapshot.ExitCode is not null);

        running.Logs.ShouldContain(l =>
            l.Category == "Fixture.AppHost.Resources.migration" && l.Level == LogLevel.Information && l.Text.EndsWith("completed the migration"));
        running.Logs.ShouldContain(l => l.Level == LogLevel.Error && l.Text.EndsWith("a complaint"));
    }

    [Fact]
    public async Task Health_urls_and_process_id_are_told()
    {
        var web = await StateAsync("web", e => e.Snapshot.HealthStatus == HealthStatus.Healthy);

        web.Urls.ShouldHaveSingleItem().DisplayProperties.DisplayName.ShouldBe("The web");
        web.Properties.ShouldContain(p => p.Name == "executable.pid" && p.Value is int);
    }

    [Fact]
    public async Task A_command_runs_on_the_replica_that_it_is_sent_to()
    {
        var web = await running.App.ResourceNotifications.WaitForResourceAsync("web", _ => true, Patience.Token);

        var result = await running.App.ResourceCommands.ExecuteCommandAsync(web.ResourceId, "greet", Patience.Token);

        result.Success.ShouldBeTrue();
        result.Message.ShouldBe($"hello from {web.ResourceId}");
    }

    [Fact]
    public async Task An_explicitly_started_resource_starts_on_command_only()
    {
        var before = await running.App.ResourceNotifications.WaitForResourceAsync("client", _ => true, Patience.Token);
        before.Snapshot.State!.Text.ShouldBe(KnownResourceStates.NotStarted);

        await running.App.ResourceCommands.ExecuteCommandAsync("client", KnownResourceCommands.StartCommand, Patience.Token);

        (await StateAsync("client", e => e.Snapshot.ExitCode is not null)).State!.Text.ShouldBe(KnownResourceStates.Finished);
    }

    private async Task<string[]> VariablesAsync()
    {
        using var client = running.App.CreateHttpClient("web");
        return await client.GetFromJsonAsync<string[]>("/environment", Patience.Token) ?? [];
    }

    private async Task<CustomResourceSnapshot> StateAsync(string resource, Func<ResourceEvent, bool> predicate) =>
        (await running.App.ResourceNotifications.WaitForResourceAsync(resource, predicate, Patience.Token)).Snapshot;
}
