namespace A2A.SampleClient.Connections;

/// <summary>The settings of the sample client.</summary>
internal sealed class SampleClientOptions
{
    public const string Section = "SampleClient";

    /// <summary>The agent; when absent the service <c>agent-api</c>, or http://localhost:8000 without service discovery.</summary>
    public Uri? AgentUrl { get; set; }

    /// <summary>The receiver of webhooks; when absent the service <c>webhook-receiver</c>, or http://localhost:9000 without service discovery.</summary>
    public Uri? ReceiverUrl { get; set; }

    /// <summary>The secret that signs the webhooks; the receiver must have the same.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>How long to wait for the webhook that ends a task.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait before the receiver is asked again.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);
}
