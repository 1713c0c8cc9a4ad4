using System.Net;
using System.Text;
using System.Text.Json;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client;

/// <summary>The errors of one exchange, each in words that show what came and hide what was secret in what was sent.</summary>
/// <param name="asked">What was asked for: a method, or a document.</param>
/// <param name="sent">The parameters.</param>
/// <param name="statusCode">The answer's status.</param>
internal sealed class AnswerErrors(string? asked, JsonElement? sent, HttpStatusCode statusCode)
{
    private const int LongestSample = 200;
    private const int LongestReason = 1_000;

    /// <summary>The agent refused.</summary>
    public A2AException Refused(JsonRpcError error) => new(
        $"The agent refused {asked}: {Shown(error.Message, LongestReason)} (code {error.Code}).", error.Code, statusCode);

    /// <summary>An HTTP status that is no success, and no word of an agent about it.</summary>
    public A2AException BadStatus(ReadOnlySpan<byte> body) => new(
        $"{asked} was answered with HTTP {(int)statusCode} instead of a result. {Sample(body)}", null, statusCode);

    /// <summary>An answer that is not what the protocol says; <paramref name="expected"/> completes "something else than".</summary>
    public A2AException Foreign(string expected, ReadOnlySpan<byte> body, Exception? cause = null) => new(
        $"{asked} was answered with something else than {expected}. {Sample(body)}", null, statusCode, cause);

    private string Sample(ReadOnlySpan<byte> body) => body.IsEmpty
        ? "The answer is empty."
        : $"It begins: {Shown(Encoding.UTF8.GetString(body), LongestSample)}";

    /// <summary>One printable line of text. Secrets go before the text is cut, lest half of one stays.</summary>
    private string Shown(string text, int longest)
    {
        var hidden = Secrets.Hide(text, sent ?? default);
        var line = string.Concat(hidden.Take(longest).Select(c => char.IsControl(c) ? ' ' : c));
        return hidden.Length > longest ? line + "…" : line;
    }
}
