using A2A.AppHost;

namespace A2A.ArchitectureTests;

/// <summary>The AppHost passes settings on to services, and refuses sections that they do not have.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("AgentApi", "A2A.AgentApi")]
    [InlineData("WebhookReceiver", "A2A.WebhookReceiver")]
    public void The_AppHost_knows_every_section_of_a_services_settings(string name, string assembly)
    {
        using var service = new References(assembly);

        Settings.Own[name].ShouldBe([.. service.Constants("Section").Distinct(), "Aspire", "Logging"], ignoreOrder: true);
    }
}
