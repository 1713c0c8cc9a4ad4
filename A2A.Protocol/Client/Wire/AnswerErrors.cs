using System.Net;
using System.Text;
using System.Text.Json;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client.Wire;

/// <summary>The errors of one exchange, each in words that show what came and hide what was secret in what was sent.</summary>
/// <param name="asked">What was asked for: a method, or a document.</param>
/// <param name="sent">The parameters.</param>
/// <param name="statusCode">The answer's status.</param>
/// <param name="retryAfter">How long the server asks to wait.</param>
/// <param name="status">The status in the words of a binding that has other ones than HTTP.</param>
internal sealed class AnswerErrors(
    string asked, JsonElement? sent, HttpStatusCode statusCode, TimeSpan? retryAfter = null, string? status = null)
{
    private const int LongestSample = 200;
    private const int LongestReason = 1_000;

    private readonly string _status = status ?? $"HTTP {(int)statusCode}";

    /// <summary>For the answer to a question. A <c>Retry-After</c> is a time to wait or a date (RFC 9110, section 10.2.3).</summary>
    public static AnswerErrors Of(Question question, HttpResponseMessage response, TimeProvider time) => new(
        question.Name,
        question.Parameters,
        response.StatusCode,
        response.Headers.RetryAfter is { } wish ? wish.Delta ?? (wish.Date - time.GetUtcNow()) : null);

    /// <summary>The agent refused.</summary>
    public A2AException Refused(AgentRefusal refusal)
    {
        var fields = refusal.Fields.Select(field => field with { Description = Shown(field.Description, LongestReason) }).ToList();
        var news = fields
            .Where(field => !refusal.Message.Contains(field.Description, StringComparison.Ordinal))
            .Select(field => $"{field.Field}: {field.Description}");
        var reason = string.Join("; ", news.Prepend(Shown(refusal.Message, LongestReason)));
        var code = refusal.Code is { } known ? $"code {known}" : _status;
        return new($"The agent refused {asked}: {Shown(reason, LongestReason)} ({code}).", refusal.Code, statusCode)
        {
            Info = refusal.Info is { } info
                ? info with { Metadata = info.Metadata?.ToDictionary(pair => pair.Key, pair => Shown(pair.Value, LongestReason)) }
                : null,
            FieldViolations = fields,
            RetryAfter = retryAfter,
        };
    }

    /// <summary>An HTTP status that is no success, and no word of an agent about it.</summary>
    public A2AException BadStatus(ReadOnlySpan<byte> body) => new(
        $"{asked} was answered with {_status} instead of a result. {Hint}{Sample(body)}", null, statusCode)
    { RetryAfter = retryAfter };

    /// <summary>An answer that is not what the protocol says; <paramref name="expected"/> completes "something else than".</summary>
    public A2AException Foreign(string expected, ReadOnlySpan<byte> body, Exception? cause = null) => new(
        $"{asked} was answered with something else than {expected}. {Sample(body)}", null, statusCode, cause);

    /// <summary>More bytes than are taken.</summary>
    public A2AException TooLong(int longest, Exception? cause = null) => new(
        $"{asked} was answered with more than {longest} bytes; raise {nameof(A2AClientOptions.LongestAnswer)} if that is right.",
        null,
        statusCode,
        cause);

    private string Hint => (int)statusCode is >= 300 and <= 399
        ? "Redirects are not followed, because credentials would go along; connect to the agent's own address. "
        : "";

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
