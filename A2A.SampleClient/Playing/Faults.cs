using System.Net;
using System.Net.Sockets;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;

namespace A2A.SampleClient.Playing;

/// <summary>What a service did wrong, in words, and what helps.</summary>
internal static class Faults
{
    private const string PushConfig = "ushNotification"; // of every version's name of the member

    /// <summary>Null for what is no fault of a service.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        A2AException e when Remedy(e) is { } remedy => $"{Sentence(e)} {remedy}",
        A2AException or HttpRequestException or TimeoutException => fault.Message.TrimEnd('.'),
        IOException or SocketException => $"the connection broke: {fault.Message.TrimEnd('.')}",
        OperationCanceledException => "a service did not answer in time; look at its health, or give it time by SampleClient:Patience",
        _ => null,
    };

    private static string? Remedy(A2AException e) => e.Code switch
    {
        _ when e.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            "Set SampleClient:ApiKey to the key of a caller whom the agent knows",
        A2AErrorCode.PushNotificationNotSupported => "The scenarios quick, stream, polling and adaptive do without webhooks",
        A2AErrorCode.TaskNotFound => "Tasks belong to their caller and their agent: name the agent by --agent; tasks lists what there is",
        A2AErrorCode.MethodNotFound => "Another version or binding may have it: --version 1.0, or --binding http",
        A2AErrorCode.InvalidParams when IsAboutWebhook(e) =>
            "The agent does not send webhooks to that receiver: set SampleClient:ReceiverUrl to one that it can reach,"
            + " or allow it by the agent's settings Push:AllowHttp and Push:AllowedNetworks",
        _ => null,
    };

    private static bool IsAboutWebhook(A2AException e) =>
        e.FieldViolations.Any(violation => violation.Field.Contains(PushConfig, StringComparison.Ordinal))
        || e.Message.Contains(PushConfig, StringComparison.Ordinal);

    private static string Sentence(A2AException e) => e.Message.TrimEnd('.') + '.';
}
