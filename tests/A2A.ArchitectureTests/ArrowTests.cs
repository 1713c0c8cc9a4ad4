namespace A2A.ArchitectureTests;

/// <summary>The arrows of the house: who may know whom.</summary>
public sealed class ArrowTests
{
    private const string Api = "A2A.AgentApi";

    /// <summary>A folder of the agent API, and the folders that it may know. Program, in the root, knows all of them.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Http"] = ["Tasks", "Agents", "Push", "Diagnostics"],
        ["Push"] = ["Tasks", "Diagnostics"],
        ["Execution"] = ["Tasks", "Agents", "Diagnostics"],
        ["Agents"] = ["Tasks", "Diagnostics"],
        ["Tasks"] = ["Diagnostics"],
        ["Redis"] = ["Tasks", "Execution", "Push", "Encryption", "Diagnostics"],
        ["Encryption"] = [],
        ["Diagnostics"] = [],
    };

    [Fact]
    public void Arrows_between_the_folders_of_the_agent_api_point_one_way()
    {
        using var api = new References(Api);

        var arrows = api.Namespaces()
            .Select(pair => (From: FolderOf(pair.From), To: FolderOf(pair.To)))
            .Where(arrow => arrow.From is { Length: > 0 } && arrow.To is { Length: > 0 } && arrow.From != arrow.To)
            .Distinct().ToList();

        arrows.ShouldNotBeEmpty();
        arrows.Where(arrow => !Allowed.GetValueOrDefault(arrow.From!, []).Contains(arrow.To)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_of_the_agent_api_has_its_arrows_decided()
    {
        using var api = new References(Api);

        var folders = api.Namespaces().Select(pair => FolderOf(pair.From)).Where(folder => folder is { Length: > 0 }).Distinct();

        folders.ShouldBe(Allowed.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Only_the_redis_folder_knows_redis()
    {
        using var api = new References(Api);

        var knowing = api.Namespaces().Where(pair => pair.To.StartsWith("StackExchange.Redis", StringComparison.Ordinal))
            .Select(pair => FolderOf(pair.From)).Distinct();

        knowing.ShouldBe(["Redis"]);
    }

    [Theory]
    [InlineData("A2A.AgentApi")]
    [InlineData("A2A.WebhookReceiver")]
    [InlineData("A2A.SampleClient")]
    public void A_service_refers_to_the_protocol_and_the_defaults_only(string service)
    {
        using var references = new References(service);

        references.Assemblies.Where(name => name.StartsWith("A2A.", StringComparison.Ordinal))
            .ShouldBeSubsetOf(["A2A.Protocol", "A2A.ServiceDefaults"]);
    }

    [Theory]
    [InlineData("A2A.Protocol")]
    [InlineData("A2A.ServiceDefaults")]
    public void What_services_share_refers_to_none_of_them(string shared)
    {
        using var references = new References(shared);

        references.Assemblies.ShouldNotContain(name => name.StartsWith("A2A.", StringComparison.Ordinal));
    }

    // "" = the root, null = not of the agent API. The root of compiler-generated types is the global namespace.
    private static string? FolderOf(string name) =>
        name == Api ? "" : name.StartsWith(Api + ".", StringComparison.Ordinal) ? name[(Api.Length + 1)..].Split('.')[0] : null;
}
