using A2A.Server.Http.Calls;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http;

/// <summary>The media types of answers.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string A2A = "application/a2a+json";
    public const string Events = "text/event-stream";

    /// <summary>1.0's own media type, for clients that send or accept it.</summary>
    public static string Of(HttpRequest request, string version) =>
        version == ProtocolVersions.V1 && (Names(request.Headers.Accept, A2A) || Names(request.ContentType, A2A)) ? A2A : Json;

    /// <summary>Whether the caller asks for server-sent events by name.</summary>
    public static bool TakesEvents(HttpRequest request) => Names(request.Headers.Accept, Events);

    // With q=0 it is named as what is not wanted (RFC 9110, section 12.4.2).
    private static bool Names(StringValues header, string wanted) =>
        MediaTypeHeaderValue.TryParseList([.. header.OfType<string>()], out var types)
        && types.Any(type => type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);
}
