using System.Globalization;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Signing;

namespace A2A.Protocol.Tests.Signing;

/// <summary>The examples and test vectors of RFC 8785.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    // Appendix B: IEEE 754 bits, and the number in JSON.
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void A_number_is_written_as_ECMAScript_writes_it(string bits, string text)
    {
        var number = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

        Canonical(number.ToString("R", CultureInfo.InvariantCulture)).ShouldBe(text);
    }

    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("-0.0", "0")]
    [InlineData("100", "100")]
    [InlineData("1E30", "1e+30")]
    [InlineData("4.50", "4.5")]
    [InlineData("2e-3", "0.002")]
    [InlineData("0.000000000000000000000000001", "1e-27")]
    [InlineData("123456789012345678", "123456789012345680")]
    public void However_a_number_is_given_it_is_written_in_one_way(string given, string text) => Canonical(given).ShouldBe(text);

    [Fact]
    public void The_example_of_section_3_2_2_becomes_what_section_3_2_3_says() => Canonical("""
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """).ShouldBe("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");

    [Fact]
    public void Members_are_in_the_order_of_their_UTF_16_code_units() => Canonical("""
        {
          "\u20ac": "Euro Sign",
          "\r": "Carriage Return",
          "\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\ud83d\ude00": "Emoji: Grinning Face",
          "\u0080": "Control",
          "\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """).ShouldBe(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
        + "\"\U0001F600\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");

    [Theory]
    [InlineData("\"\\b\\t\\n\\f\\r\\u0000\\u001F\\u007f\"", "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\"")]
    [InlineData("\"\\u2028\\/<>&'\"", "\"\u2028/<>&'\"")]
    [InlineData("[ ]", "[]")]
    [InlineData("{ }", "{}")]
    [InlineData("[[], {\"a\": {}} ,\"\"]", "[[],{\"a\":{}},\"\"]")]
    public void Strings_have_the_fewest_escapes_and_nothing_has_white_space(string given, string text) => Canonical(given).ShouldBe(text);

    [Fact]
    public void What_is_canonical_stays_as_it_is()
    {
        const string Text = """{"a":[1,2.5,1e+21,"é"],"b":{"c":null}}""";

        Canonical(Canonical(Text)).ShouldBe(Text);
    }

    [Theory]
    [InlineData("{\"a\":1,\"b\":2,\"a\":3}")]
    [InlineData("{\"a\":1,\"\\u0061\":3}")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("{\"\\ude00\":1}")]
    [InlineData("1e400")]
    public void What_has_no_canonical_form_is_refused(string given) => Should.Throw<ArgumentException>(() => Canonical(given));

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(JsonElement.Parse(json)));
}
