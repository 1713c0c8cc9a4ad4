using A2A.Webhooks.Jwt;

namespace A2A.Webhooks.Tests.Jwt;

/// <summary>A token has one form, and every other text is no token.</summary>
public sealed class TokenReadingTests
{
    private const string Header = """{"alg":"HS256"}""";
    private const string Claims = """{"iss":"a"}""";

    public static TheoryData<string, string, string> Unreadable => new()
    {
        { "nothing", "", "three parts" },
        { "two parts", $"{Forge.Part(Header)}.{Forge.Part(Claims)}", "three parts" },
        { "four parts", $"{Forge.Part(Header)}.{Forge.Part(Claims)}.AA.AA", "three parts" },
        { "the five parts of an encrypted token", "e30.AA.AA.AA.AA", "three parts" },
        { "too long", new string('a', StrictToken.LongestText + 1), "longer than" },
        { "padding", $"{Forge.Part(Header)}=.{Forge.Part(Claims)}.AA", "header" },
        { "padding of the signature", $"{Forge.Part(Header)}.{Forge.Part(Claims)}.AA==", "signature" },
        { "bits that mean nothing", $"{Forge.Part(Header)}.{Forge.Part(Claims)}.AB", "signature" },
        { "blanks", $"{Forge.Part(Header)}.{Forge.Part(Claims)}.A A", "signature" },
        { "the other alphabet", $"{Forge.Part(Header)}.{Forge.Part(Claims)}.A+/A", "signature" },
        { "a header without alg", $"{Forge.Part("{}")}.{Forge.Part(Claims)}.AA", "header" },
        { "an alg that is no text", $"{Forge.Part("""{"alg":256}""")}.{Forge.Part(Claims)}.AA", "header" },
        { "an alg with half a character", $"{Forge.Part("""{"alg":"\ud800"}""")}.{Forge.Part(Claims)}.AA", "header" },
        { "a member with half a character", $"{Forge.Part(Header)}.{Forge.Part("""{"\ud800":1,"\ud800":1}""")}.AA", "payload" },
        { "a header twice", $"{Forge.Part("""{"alg":"HS256","alg":"none"}""")}.{Forge.Part(Claims)}.AA", "header" },
        { "a claim twice", $"{Forge.Part(Header)}.{Forge.Part("""{"iss":"a","iss":"b"}""")}.AA", "payload" },
        { "a claim twice, once escaped", $"{Forge.Part(Header)}.{Forge.Part("""{"iss":"a","i\u0073s":"b"}""")}.AA", "payload" },
        { "a list", $"{Forge.Part(Header)}.{Forge.Part("[]")}.AA", "payload" },
        { "no JSON", $"{Forge.Part(Header)}.{Forge.Part("{")}.AA", "payload" },
        { "JSON and more", $"{Forge.Part(Header)}.{Forge.Part("{}{}")}.AA", "payload" },
        { "broken UTF-8", $"{Forge.Part(Header)}.eyJhIjoi_yJ9.AA", "payload" },
        { "very deep JSON", $"{Forge.Part(Header)}.{Forge.Part($"{{\"a\":{new string('[', 1000)}{new string(']', 1000)}}}")}.AA", "payload" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_is_not_a_token_in_its_one_form_is_unreadable(string what, string text, string reason)
    {
        StrictToken.Read(text).ShouldBeOfType<TokenReading.Unreadable>(what).Reason.ShouldContain(reason);
    }

    [Theory]
    [InlineData("1790000000", "2026-09-21T14:13:20.0000000")]
    [InlineData("1790000000.25", "2026-09-21T14:13:20.2500000")]
    [InlineData("1.79e9", "2026-09-21T14:13:20.0000000")]
    [InlineData("0", "1970-01-01T00:00:00.0000000")]
    [InlineData("253402300799.9999999", "9999-12-31T23:59:59.9999999")]
    [InlineData("253402300800", null)]
    [InlineData("-1", null)]
    [InlineData("1e400", null)]
    [InlineData("\"1790000000\"", null)]
    [InlineData("null", null)]
    public void A_time_is_a_number_of_seconds_whole_or_not(string json, string? time)
    {
        var token = StrictToken.Read($"{Forge.Part(Header)}.{Forge.Part($$"""{"exp":{{json}}}""")}.AA").ShouldBeOfType<TokenReading.Read>().Token;

        token.Claims.Time("exp")?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff").ShouldBe(time);
        (token.Claims.Time("exp") is null).ShouldBe(time is null);
    }
}
