using A2A.AppHost;

namespace A2A.ArchitectureTests;

/// <summary>The AppHost passes settings on to services, and refuses sections that they do not have.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("AgentApi", "A2A.AgentApi", "A2A.Server", "A2A.Server.Grpc", "A2A.Server.Redis")]
    [InlineData("WebhookReceiver", "A2A.WebhookReceiver")]
    public void The_AppHost_knows_every_section_of_a_services_settings(string name, params string[] assemblies)
    {
        var sections = assemblies.SelectMany(SectionsOf).Distinct();

        Settings.Own[name].ShouldBe([.. sections, "Aspire", "Logging"], ignoreOrder: true);

        static string[] SectionsOf(string assembly)
        {
            using var references = new References(assembly);
            return [.. references.Constants("Section")];
        }
    }
}
