using System.Reflection;
using PublicApiGenerator;

namespace A2A.ArchitectureTests;

/// <summary>What the packages offer is listed in <c>PublicApi</c>: a change of the list is a decision.</summary>
public sealed class PublicApiTests
{
    // The extension methods live in namespaces of the framework.
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };

    [Theory]
    [InlineData("A2A.Protocol")]
    [InlineData("A2A.Protocol.Grpc")]
    [InlineData("A2A.Webhooks")]
    [InlineData("A2A.Server")]
    [InlineData("A2A.Server.Grpc")]
    [InlineData("A2A.Server.Redis")]
    public void The_public_surface_of_a_package_is_as_listed(string assembly)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "PublicApi");
        var surface = Assembly.Load(assembly).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        File.WriteAllText(Path.Combine(folder, $"{assembly}.received.txt"), surface);

        var listed = File.ReadAllText(Path.Combine(folder, $"{assembly}.txt"));

        var remedy = $"If the change is meant, copy {folder}/{assembly}.received.txt over tests/A2A.ArchitectureTests/PublicApi/{assembly}.txt.";
        surface.Split('\n').Except(listed.Split('\n')).ShouldBeEmpty(remedy);
        listed.Split('\n').Except(surface.Split('\n')).ShouldBeEmpty(remedy);
        (surface == listed).ShouldBeTrue(remedy);
    }
}
