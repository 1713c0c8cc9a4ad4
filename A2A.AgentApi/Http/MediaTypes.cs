namespace A2A.AgentApi.Http;

/// <summary>The media type of answers in HTTP+JSON.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string A2A = "application/a2a+json";

    /// <summary>1.0's own media type for those who name it, in what they send or in what they accept.</summary>
    public static string Of(HttpRequest request, string version) =>
        version == ProtocolVersions.V1 && (Names(request.Headers.Accept.ToString()) || Names(request.ContentType)) ? A2A : Json;

    private static bool Names(string? header) => header?.Contains(A2A, StringComparison.OrdinalIgnoreCase) is true;
}
