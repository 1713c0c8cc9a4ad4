using A2A.Server.Http.Calls;

namespace A2A.Server.Http.Handlers;

/// <summary>Where a push config lies in a request, in the words of the caller's version: what comes before its members.</summary>
internal static class PushFields
{
    private const string Nested = "pushNotificationConfig";

    /// <summary>In a request that sends a message.</summary>
    public static string Inline(CallContext call) =>
        call.ProtocolVersion == ProtocolVersions.V1 ? "configuration.taskPushNotificationConfig" : Nested;

    /// <summary>In a request that is about the config itself; empty where the request is the config.</summary>
    public static string Own(CallContext call) => call.ProtocolVersion == ProtocolVersions.V1 ? "" : Nested;

    /// <summary>The path of a member of the config, or of the config itself.</summary>
    public static string Path(string place, string member = "") => (place, member) switch
    {
        ("", "") => "taskId",
        ("", _) => member,
        (_, "") => place,
        _ => $"{place}.{member}",
    };
}
