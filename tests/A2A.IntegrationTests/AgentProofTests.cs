using A2A.Protocol;
using A2A.Protocol.Client;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>Whatever a client gives an agent for its webhooks, the receiver beside it knows them to be genuine.</summary>
[Collection(OneSystem.Name)]
public sealed class AgentProofTests(AppHostFixture system)
{
    /// <summary>The agent's path, and the token and the secret that its client gives.</summary>
    private static readonly (string Path, string? Token, string? Secret)[] Ways =
    [
        ("agents/enterprise", "manual-test-token", null),
        ("agents/enterprise", null, "default-webhook-secret"),
        ("agents/enterprise", null, "enterprise-webhook-secret"),
        ("", null, "webhook-secret"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProtocolVersion.V03)]
    [InlineData(ProtocolVersion.V10)]
    public async Task Webhooks_of_every_agent_are_verified_with_and_without_a_secret(ProtocolVersion version)
    {
        using var caller = new Caller(system);

        await Task.WhenAll(Ways.Select(async way =>
        {
            var id = await SubmitAsync(version, way.Path, new() { Url = caller.WebhookUrl, Token = way.Token, Secret = way.Secret });
            (await caller.NotificationsToTheEndAsync(id)).WholeInOrderAndVerified();
        }));
    }

    private async Task<string> SubmitAsync(ProtocolVersion version, string path, TaskPushNotificationConfig config)
    {
        using var http = system.App.CreateHttpClient("agent-api", "http");
        var client = new A2AClient(http, new Uri(http.BaseAddress!, path), new() { Version = version });
        var answer = await client.SendAsync(
            new SendMessageRequest
            {
                Message = new Message { MessageId = Guid.NewGuid().ToString(), Role = Role.User, Parts = [Part.Of("A quick check")] },
                Configuration = new SendMessageConfiguration { TaskPushNotificationConfig = config, ReturnImmediately = true },
            },
            Token);
        return answer.Task.ShouldNotBeNull().Id;
    }
}
