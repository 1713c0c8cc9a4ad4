using System.Text.Json;
using System.Text.RegularExpressions;

namespace A2A.Protocol.Client.Wire;

/// <summary>Keeps secrets out of the text of errors: those that were sent, which a server may echo, and what looks like one.</summary>
internal static partial class Secrets
{
    private const string Mask = "***";

    /// <summary>The text without the secrets of the parameters that were sent, nor the values of members that hold secrets.</summary>
    public static string Hide(string text, JsonElement sent)
    {
        foreach (var secret in In(sent))
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return SecretMember().Replace(text, match => match.Groups["name"].Value + Mask);
    }

    /// <summary>The secrets, each as it is and as JSON escapes it.</summary>
    private static IEnumerable<string> In(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            IsSecret(member) ? [member.Value.GetString()!, member.Value.GetRawText()[1..^1]] : In(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(In),
        _ => [],
    };

    private static bool IsSecret(JsonProperty member) =>
        member.Name is "secret" or "token" or "credentials"
        && member.Value is { ValueKind: JsonValueKind.String } value
        && !value.ValueEquals("");

    /// <summary>
    /// Reads <c>"secret": "…"</c> up to the closing quote, or to the end where that is missing; and the same where the
    /// JSON is itself inside of a JSON string, so that each quote has a backslash.
    /// </summary>
    [GeneratedRegex(
        """
        (?<name>  " (secret|token|credentials)  " \s*:\s*  ") ([^"\\] | \\.)* |
        (?<name>\\" (secret|token|credentials)\\" \s*:\s*\\") ([^"\\] | \\\\\\" | \\[^"])*
        """,
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex SecretMember();
}
