using System.Text;

namespace A2A.Server.Push;

/// <summary>The beginning of a receiver's answer, which often says what is wrong.</summary>
internal static class AnswerStart
{
    private const int MostCharacters = 256;
    private const int MostBytes = MostCharacters * 4;

    /// <summary>
    /// Its first 256 characters, control characters replaced by spaces; null when it has no text. An answer that stays
    /// incomplete has none.
    /// </summary>
    public static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            return null;
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[MostBytes];
            var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Readable(Encoding.UTF8.GetString(bytes, 0, count));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static string? Readable(string text)
    {
        var start = new StringBuilder(MostCharacters);
        foreach (var rune in text.EnumerateRunes())
        {
            if (start.Length + rune.Utf16SequenceLength > MostCharacters)
            {
                break;
            }

            start.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return start.ToString().Trim() is { Length: > 0 } readable ? readable : null;
    }
}
