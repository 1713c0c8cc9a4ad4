using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace A2A.Server.Tests.Encryption;

/// <summary>Secrets that were used, and every form in which one of them could lie somewhere.</summary>
internal sealed class Secrets
{
    private readonly List<(string Name, byte[] Bytes)> _used = [];

    /// <summary>A new one, with characters that are escaped where texts are.</summary>
    public string New(string name) => Use(name, $"{name}-\"\\+<{Guid.NewGuid():N}>");

    /// <summary>A new one of letters and digits, for the query of a URL.</summary>
    public string NewPlain(string name) => Use(name, $"{name}{Guid.NewGuid():N}");

    public void Add(string name, byte[] bytes) => _used.Add((name, bytes));

    /// <summary>The names of those that can be found in a dump, with the form.</summary>
    public List<string> FindIn(string dump) =>
        _used.SelectMany(secret => Forms(secret.Bytes).Where(form => dump.Contains(form.Text, StringComparison.Ordinal)).Select(form => $"{secret.Name} as {form.Form}")).ToList();

    private string Use(string name, string secret)
    {
        Add(name, Encoding.UTF8.GetBytes(secret));
        return secret;
    }

    private static IEnumerable<(string Form, string Text)> Forms(byte[] secret)
    {
        yield return ("text", RedisDump.Of(secret));
        yield return ("hex", Convert.ToHexStringLower(secret));
        yield return ("HEX", Convert.ToHexString(secret));
        for (var shift = 0; shift < 3; shift++)
        {
            var base64 = Base64(secret, shift);
            yield return ($"Base64, shifted by {shift}", base64);
            yield return ($"base64url, shifted by {shift}", base64.Replace('+', '-').Replace('/', '_'));
            yield return ($"Base64 in JSON, shifted by {shift}", JsonEncodedText.Encode(base64).ToString());
        }

        if (secret.All(each => each is >= 0x20 and < 0x7f))
        {
            var text = Encoding.ASCII.GetString(secret);
            yield return ("JSON", JsonEncodedText.Encode(text).ToString());
            yield return ("relaxed JSON", JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
            yield return ("JSON in JSON", JsonEncodedText.Encode(JsonEncodedText.Encode(text).ToString()).ToString());
            yield return ("part of an address", Uri.EscapeDataString(text));
        }
    }

    // What is the same wherever the bytes lie among others: without the characters that neighbours share in.
    private static string Base64(byte[] secret, int shift)
    {
        byte[] shifted = [.. new byte[shift], .. secret];
        var whole = Convert.ToBase64String(shifted[..(shifted.Length / 3 * 3)]);
        return whole[(shift == 0 ? 0 : 4)..];
    }
}
