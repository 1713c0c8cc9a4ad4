using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Calls;

/// <summary>The versions of the protocol that are spoken here, and which one a request names (A2A 1.0, section 3.6).</summary>
internal static class ProtocolVersions
{
    public const string V03 = "0.3";
    public const string V1 = "1.0";
    public const string Header = "A2A-Version";

    /// <summary>The version that the request names by header or else by query; null when it names none.</summary>
    /// <remarks>A patch number is passed over, as the specification wants it: <c>0.3.0</c> is 0.3.</remarks>
    public static Outcome<string?> Of(HttpRequest request)
    {
        var text = TextOf(request);
        return text switch
        {
            "" => Outcome.Of<string?>(null),
            _ when IsPatchOf(text, V1) => V1,
            _ when IsPatchOf(text, V03) => V03,
            _ => A2AError.VersionNotSupported(text),
        };
    }

    /// <summary>What the request says, empty when it says nothing.</summary>
    public static string TextOf(HttpRequest request)
    {
        var header = request.Headers[Header].ToString().Trim();
        return header.Length > 0 ? header : request.Query[Header].ToString().Trim();
    }

    private static bool IsPatchOf(string text, string version) =>
        text == version
        || (text.StartsWith(version, StringComparison.Ordinal) && text.Length > version.Length + 1 && text[version.Length] == '.'
            && !text.AsSpan(version.Length + 1).ContainsAnyExceptInRange('0', '9'));
}
