namespace A2A.Protocol.JsonRpc;

/// <summary>The codes of errors: JSON-RPC 2.0 section 5.1, and A2A 1.0 section 5.4.</summary>
public static class A2AErrorCode
{
    /// <summary>The body is not JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>The body is JSON but not a call.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>No such operation.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>A parameter is missing or wrong.</summary>
    public const int InvalidParams = -32602;

    /// <summary>The server is at fault.</summary>
    public const int InternalError = -32603;

    /// <summary>No such task, or not the caller's.</summary>
    public const int TaskNotFound = -32001;

    /// <summary>The task has ended already.</summary>
    public const int TaskNotCancelable = -32002;

    /// <summary>The agent sends no webhooks.</summary>
    public const int PushNotificationNotSupported = -32003;

    /// <summary>The operation does not fit the task or the agent.</summary>
    public const int UnsupportedOperation = -32004;

    /// <summary>A media type is not supported by the agent.</summary>
    public const int ContentTypeNotSupported = -32005;

    /// <summary>The agent answered with something that the protocol does not allow.</summary>
    public const int InvalidAgentResponse = -32006;

    /// <summary>The agent has no extended card.</summary>
    public const int ExtendedAgentCardNotConfigured = -32007;

    /// <summary>The agent needs an extension that the caller did not ask for (1.0 only).</summary>
    public const int ExtensionSupportRequired = -32008;

    /// <summary>The protocol version asked for is not supported (1.0 only).</summary>
    public const int VersionNotSupported = -32009;
}
