using A2A.Protocol.Client;

namespace A2A.SampleClient.Connections;

/// <summary>The settings of the sample client.</summary>
internal sealed class SampleClientOptions
{
    public const string Section = "SampleClient";

    /// <summary>The words for versions; auto = what the card offers, 1.0 before 0.3.</summary>
    public static IReadOnlyDictionary<string, ProtocolVersion?> Versions { get; } = new Dictionary<string, ProtocolVersion?>
    {
        ["auto"] = null,
        ["1.0"] = ProtocolVersion.V10,
        ["0.3"] = ProtocolVersion.V03,
    };

    /// <summary>The words for bindings; auto = what the card offers, in its order.</summary>
    public static IReadOnlyDictionary<string, ProtocolBinding?> Bindings { get; } = new Dictionary<string, ProtocolBinding?>
    {
        ["auto"] = null,
        ["jsonrpc"] = ProtocolBinding.JsonRpc,
        ["http"] = ProtocolBinding.HttpJson,
        ["grpc"] = ProtocolBinding.Grpc,
    };

    /// <summary>The agent; when absent the service <c>agent-api</c>, or http://localhost:8000 without service discovery.</summary>
    public Uri? AgentUrl { get; set; }

    /// <summary>
    /// The receiver of webhooks; when absent the service <c>webhook-receiver</c>, or http://localhost:9000 without service discovery.
    /// </summary>
    public Uri? ReceiverUrl { get; set; }

    /// <summary>The caller's key, where the agent asks for one: sent as <c>X-API-Key</c>; when absent none is sent.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The key of the receiver's listings, where it asks for one: sent as <c>X-API-Key</c>; when absent none is sent.</summary>
    public string? ReceiverKey { get; set; }

    /// <summary>The protocol's version: one of <see cref="Versions"/>.</summary>
    public string Version { get; set; } = "auto";

    /// <summary>The protocol's binding: one of <see cref="Bindings"/>.</summary>
    public string Binding { get; set; } = "auto";

    /// <summary>
    /// The secret that signs the webhooks; the receiver must have the same. When absent the one that the AppHost keeps in its user
    /// secrets, in Development.
    /// </summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Aspire's dashboard, where traces are shown; when absent they are named by their ids alone.</summary>
    public Uri? DashboardUrl { get; set; }

    /// <summary>How long to wait for the webhook that ends a task.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait before a broken stream of the receiver is taken up again.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);
}
