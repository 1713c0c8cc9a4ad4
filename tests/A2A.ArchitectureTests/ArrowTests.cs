namespace A2A.ArchitectureTests;

/// <summary>Which project refers to which, and which folder to which.</summary>
public sealed class ArrowTests
{
    private const string Server = "A2A.Server";
    private const string Store = "A2A.Server.Redis";

    /// <summary>Every project that runs or is packed, with the projects of this solution that it may refer to.</summary>
    public static TheoryData<string, string[]> Projects { get; } = new()
    {
        { "A2A.Protocol", [] },
        { "A2A.Protocol.Grpc", ["A2A.Protocol"] },
        { "A2A.Webhooks", ["A2A.Protocol"] },
        { Server, ["A2A.Webhooks", "A2A.Protocol"] },
        { Store, [Server, "A2A.Webhooks", "A2A.Protocol"] },
        { "A2A.Server.Grpc", [Server, "A2A.Webhooks", "A2A.Protocol.Grpc", "A2A.Protocol"] },
        { "A2A.ServiceDefaults", [] },
        { "A2A.AgentApi", [Store, "A2A.Server.Grpc", Server, "A2A.Protocol", "A2A.ServiceDefaults"] },
        { "A2A.WebhookReceiver", ["A2A.Webhooks", "A2A.Protocol", "A2A.ServiceDefaults"] },
        { "A2A.SampleClient", ["A2A.Protocol.Grpc", "A2A.Protocol", "A2A.ServiceDefaults"] },
    };

    /// <summary>A folder of the server, and the folders that it may know. The root knows all of them.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Operations"] = ["Http", "Tasks", "Agents", "Push", "Encryption", "Diagnostics"],
        ["Http"] = ["Tasks", "Agents", "Push", "Diagnostics"],
        ["Push"] = ["Tasks", "Diagnostics"],
        ["Execution"] = ["Tasks", "Agents", "Diagnostics"],
        ["Agents"] = ["Tasks", "Diagnostics"],
        ["Tasks"] = ["Diagnostics"],
        ["Encryption"] = [],
        ["Diagnostics"] = [],
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_those_below_it_only(string project, string[] allowed)
    {
        using var references = new References(project);

        references.Assemblies.Where(name => name.StartsWith("A2A.", StringComparison.Ordinal)).ShouldBeSubsetOf(allowed);
    }

    [Fact]
    public void The_protocol_refers_to_no_web_framework()
    {
        using var references = new References("A2A.Protocol");

        references.Assemblies.Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.Contains("Grpc", StringComparison.Ordinal) || name.Contains("Protobuf", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_store_of_the_server_knows_redis()
    {
        Projects.Select(row => row.Data.Item1).Where(KnowsRedis).ShouldBe([Store, "A2A.WebhookReceiver"], ignoreOrder: true);

        static bool KnowsRedis(string project)
        {
            using var references = new References(project);
            return references.Assemblies.Contains("StackExchange.Redis");
        }
    }

    [Fact]
    public void Only_the_projects_of_the_gRPC_binding_know_gRPC_and_protobuf()
    {
        Projects.Select(row => row.Data.Item1).Where(KnowsProtobuf).ShouldBe(["A2A.Protocol.Grpc", "A2A.Server.Grpc"]);

        static bool KnowsProtobuf(string project)
        {
            using var references = new References(project);
            return references.Assemblies.Any(name => name == "Google.Protobuf" || name.StartsWith("Grpc.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Arrows_between_the_folders_of_the_server_point_one_way()
    {
        using var server = new References(Server);

        var arrows = server.Namespaces()
            .Select(pair => (From: FolderOf(pair.From), To: FolderOf(pair.To)))
            .Where(arrow => arrow.From is { Length: > 0 } && arrow.To is not null && arrow.From != arrow.To)
            .Distinct().ToList();

        arrows.ShouldNotBeEmpty();
        arrows.Where(arrow => !Allowed.GetValueOrDefault(arrow.From!, []).Contains(arrow.To)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_of_the_server_has_its_arrows_decided()
    {
        using var server = new References(Server);

        var folders = server.Namespaces().Select(pair => FolderOf(pair.From)).Where(folder => folder is { Length: > 0 }).Distinct();

        folders.ShouldBe(Allowed.Keys, ignoreOrder: true);
    }

    [Fact]
    public void No_two_types_of_the_solution_have_one_name()
    {
        var twins = Projects.Select(row => row.Data.Item1)
            .SelectMany(TypesOf)
            .GroupBy(type => type.Name)
            .Where(same => same.Count() > 1)
            .Select(same => string.Join(" = ", same.Select(type => $"{type.Project}: {type.FullName}")));

        twins.ShouldBeEmpty();

        static IEnumerable<(string Project, string Name, string FullName)> TypesOf(string project)
        {
            using var references = new References(project);
            return [.. references.Types().Select(type => (project, type.Name, type.FullName))];
        }
    }

    // "" = the root, null = not of the server. The root of compiler-generated types is the global namespace.
    private static string? FolderOf(string name) =>
        name == Server ? "" : name.StartsWith(Server + ".", StringComparison.Ordinal) ? name[(Server.Length + 1)..].Split('.')[0] : null;
}
