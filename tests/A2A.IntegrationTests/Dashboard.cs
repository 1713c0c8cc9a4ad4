using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>A span as the dashboard has it.</summary>
/// <param name="Instance">The process that made it.</param>
/// <param name="Events">The names of its events, each with the values of its attributes.</param>
internal sealed record Span(
    string Trace,
    string Id,
    string? Parent,
    string Service,
    string Instance,
    string Name,
    bool IsError,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Events,
    IReadOnlyList<string> LinkedTraces)
{
    public string Text => $"{Service} {Name}";

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

/// <summary>One system with its dashboard, for tests that read what it collects.</summary>
public sealed class Dashboard : IAsyncLifetime
{
    public const string Resource = "aspire-dashboard";

    internal AppHostFixture System { get; } = new() { WithDashboard = true, Settings = ["--SampleClient:Scenario=all", "--AgentApi:Push:FirstDelay=00:00:01"] };

    internal HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await System.InitializeAsync();
        await System.App.ResourceNotifications.WaitForResourceHealthyAsync(Resource, TestContext.Current.CancellationToken);
        Http.BaseAddress = System.App.GetEndpoint(Resource, "http");
        Http.DefaultRequestHeaders.Add("x-api-key", System.OperationsKey);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await System.DisposeAsync();
    }

    internal async Task<IReadOnlyList<Span>> SpansAsync() =>
        [.. (await ReadAsync("traces"))["resourceSpans"]!.AsArray().SelectMany(resource => resource!["scopeSpans"]!.AsArray()
            .SelectMany(scope => scope!["spans"]!.AsArray())
            .Select(span => ToSpan(resource["resource"]!, span!)))];

    /// <summary>The spans of one trace, when they are as the test wants them.</summary>
    internal async Task<IReadOnlyList<Span>> TraceAsync(string trace, Func<IReadOnlyList<Span>, bool> isThere, string what)
    {
        IReadOnlyList<Span> spans = [];
        try
        {
            await Eventually.TrueAsync(async () => isThere(spans = [.. (await SpansAsync()).Where(span => span.Trace == trace)]), what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; there are: {string.Join("\n", spans)}", e);
        }

        return spans;
    }

    internal async Task<JsonNode> ReadAsync(string signal) => JsonNode.Parse(
        await Http.GetStringAsync(new Uri($"/api/telemetry/{signal}", UriKind.Relative), TestContext.Current.CancellationToken))!["data"]!;

    internal static string ServiceOf(JsonNode? resource) => AttributesOf(resource!["resource"]!)["service.name"];

    private static Span ToSpan(JsonNode resource, JsonNode span)
    {
        var own = AttributesOf(resource);
        return new(
            (string)span["traceId"]!,
            (string)span["spanId"]!,
            (string?)span["parentSpanId"],
            own["service.name"],
            own.GetValueOrDefault("service.instance.id", ""),
            (string)span["name"]!,
            (int?)span["status"]?["code"] == 2,
            AttributesOf(span),
            [.. Items(span["events"]).Select(item => string.Join(' ', [(string)item["name"]!, .. AttributesOf(item).Values]))],
            [.. Items(span["links"]).Select(item => (string)item["traceId"]!)]);
    }

    private static IEnumerable<JsonNode> Items(JsonNode? list) => (list?.AsArray() ?? []).OfType<JsonNode>();

    private static Dictionary<string, string> AttributesOf(JsonNode node) => Items(node["attributes"]).ToDictionary(
        attribute => (string)attribute["key"]!, attribute => attribute["value"]!.AsObject().Select(value => $"{value.Value}").FirstOrDefault(""));
}

/// <summary>Tests that share the system with the dashboard.</summary>
[CollectionDefinition(Name)]
public sealed class OneDashboard : ICollectionFixture<Dashboard>
{
    public const string Name = "one dashboard";
}
