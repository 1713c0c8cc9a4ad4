namespace A2A.Protocol.JsonRpc;

/// <summary>The reasons of A2A's own errors, as <see cref="ErrorInfo.Reason"/> has them, and their codes (A2A 1.0, section 5.4).</summary>
public static class A2AErrorReason
{
    private static readonly Dictionary<int, string> Reasons = new()
    {
        [A2AErrorCode.TaskNotFound] = "TASK_NOT_FOUND",
        [A2AErrorCode.TaskNotCancelable] = "TASK_NOT_CANCELABLE",
        [A2AErrorCode.PushNotificationNotSupported] = "PUSH_NOTIFICATION_NOT_SUPPORTED",
        [A2AErrorCode.UnsupportedOperation] = "UNSUPPORTED_OPERATION",
        [A2AErrorCode.ContentTypeNotSupported] = "CONTENT_TYPE_NOT_SUPPORTED",
        [A2AErrorCode.InvalidAgentResponse] = "INVALID_AGENT_RESPONSE",
        [A2AErrorCode.ExtendedAgentCardNotConfigured] = "EXTENDED_AGENT_CARD_NOT_CONFIGURED",
        [A2AErrorCode.ExtensionSupportRequired] = "EXTENSION_SUPPORT_REQUIRED",
        [A2AErrorCode.VersionNotSupported] = "VERSION_NOT_SUPPORTED",
    };

    private static readonly Dictionary<string, int> Codes = Reasons.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The reason of a code; null for codes that are not A2A's own, such as JSON-RPC's.</summary>
    public static string? Of(int code) => Reasons.GetValueOrDefault(code);

    /// <summary>The code of a reason; null when it is none of A2A's.</summary>
    public static int? CodeOf(string? reason) => reason is not null && Codes.TryGetValue(reason, out var code) ? code : null;
}
