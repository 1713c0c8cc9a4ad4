using A2A.Webhooks;

namespace A2A.Webhooks.Tests;

/// <summary>Webhooks as agents in Python send them; tokens and digests were made with Python's own libraries.</summary>
public sealed class FieldFormsTests
{
    /// <summary>Times with fractions, a little more than five minutes between them, neither key name nor hash of the body.</summary>
    private const string Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        + "eyJpc3MiOiJlbnRlcnByaXNlLWEyYS1hZ2VudCIsImF1ZCI6ImNsaWVudC13ZWJob29rIiwiaWF0IjoxNzkwMDAwMDAwLjEyMzQ1NiwiZXhwIjoxNzkwMDAwMzAwLjEyMzQ2MiwidGFza0lkIjoidC0xIiwianRp"
        + "IjoiNmYwZjdiNTMtNmQwYy00ZDdjLTljMWItMGY0ZjBhZDZiMmExIn0.tty798ZF74nJ2ot4TUL_ttzKr9Sur4LiNqWBPu6xXJk";

    private static readonly byte[] Body =
        """{"message": "Enterprise task completed - fetch results with tasks/get", "metadata": {}, "preview": "done", "status": "completed", "taskId": "t-1", "timestamp": "2026-09-21T14:13:20.123456"}"""u8.ToArray();

    private static readonly List<WebhookHeader> Headers =
    [
        new("Authorization", $"Bearer {Token}"),
        new("X-A2A-Signature", "sha256=419df13778210de3123d876e6e2a5eb5514c29d3c19a486930b4df4f45073b94"),
        new("X-A2A-Timestamp", "1790000000"),
        new("X-A2A-Task-ID", "t-1"),
        new("X-A2A-Security-Level", "enterprise"),
    ];

    private static readonly WebhookIssuer Issuer = new()
    {
        Issuer = "enterprise-a2a-agent",
        Audiences = ["client-webhook"],
        Secrets = [WebhookSecret.Parse("your-enterprise-jwt-secret")],
        RequiresBodyHash = false,
    };

    private static readonly WebhookTrust Trust = new() { Secrets = [WebhookSecret.Parse("enterprise-webhook-secret")], Issuers = [Issuer] };

    [Fact]
    public void A_token_and_a_signature_of_the_body_are_verified()
    {
        Webhook.Verify(Headers, Trust, Body).ShouldBeVerifiedBy("x-a2a-signature", "jwt-hs256");
    }

    [Fact]
    public void A_token_alone_is_proof_only_where_it_needs_not_prove_the_body()
    {
        var headers = Headers.Only("Authorization", "X-A2A-Task-ID");

        Webhook.Verify(headers, Trust, Body).ShouldBeVerifiedBy("jwt-hs256");
        Webhook.Verify(headers, new WebhookTrust { Issuers = [Issuer with { RequiresBodyHash = true }] }, Body).ShouldBeRefused("request_body_sha256");
    }

    [Fact]
    public void A_token_for_another_task_is_refused()
    {
        Webhook.Verify(Headers.With("X-A2A-Task-ID", "t-2"), Trust, Body).ShouldBeRefused("taskId");
    }

    [Fact]
    public void What_receivers_in_the_field_look_for_is_sent()
    {
        var headers = Webhook.Signed(Webhook.Attempt with { Token = "my-token" });

        headers.Of("X-Webhook-Signature").ShouldBe(headers.Of("X-A2A-Signature"));
        (headers.Of("X-Webhook-Token"), headers.Of("X-A2A-Notification-Token")).ShouldBe(("my-token", "my-token"));
    }
}
