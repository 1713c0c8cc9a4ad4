using A2A.AgentApi.Encryption;

namespace A2A.AgentApi.Tests.Encryption;

public sealed class RingSealTests
{
    private const string First = "the-first-key-0123456789-0123456789";
    private const string Second = "the-second-key-0123456789-0123456789";
    private const string Xml = "<key><secret>value</secret></key>";

    [Fact]
    public void What_is_sealed_opens_as_it_was_and_shows_nothing_of_itself()
    {
        var seal = Of(First);

        var text = seal.Close("key-1", Xml);

        text.ShouldStartWith($"v1:{EncryptionKey.From(First).Id}:");
        text.ShouldNotContain("value");
        seal.Open("key-1", text).ShouldBe(Xml);
        seal.Close("key-1", Xml).ShouldNotBe(text);
        seal.IsCurrent(text).ShouldBeTrue();
    }

    [Fact]
    public void An_earlier_key_decrypts_and_the_current_one_encrypts()
    {
        var earlier = Of(First).Close("key-1", Xml);
        var changed = Of(Second, First);

        changed.Open("key-1", earlier).ShouldBe(Xml);
        changed.IsCurrent(earlier).ShouldBeFalse();
        changed.Close("key-1", Xml).ShouldStartWith($"v1:{EncryptionKey.From(Second).Id}:");
    }

    [Fact]
    public void An_unknown_key_is_named_with_those_that_are_given_and_the_remedy()
    {
        var text = Of(First).Close("key-1", Xml);

        var error = Should.Throw<InvalidOperationException>(() => Of(Second).Open("key-1", text));

        error.Message.ShouldContain(EncryptionKey.From(First).Id);
        error.Message.ShouldContain(EncryptionKey.From(Second).Id);
        error.Message.ShouldContain("Encryption:EarlierKeys");
        error.Message.ShouldNotContain(Second);
    }

    [Fact]
    public void An_element_opens_only_under_its_own_name_and_unchanged()
    {
        var seal = Of(First);
        var text = seal.Close("key-1", Xml);
        var bytes = Convert.FromBase64String(text.Split(':')[2]);
        bytes[^1] ^= 1;

        Should.Throw<InvalidOperationException>(() => seal.Open("key-2", text)).Message.ShouldContain("key-2");
        Should.Throw<InvalidOperationException>(() => seal.Open("key-1", $"{text[..^(text.Split(':')[2].Length)]}{Convert.ToBase64String(bytes)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("v1:abc")]
    [InlineData("v1:abc:not base64")]
    [InlineData("v1:abc:AAAA")]
    [InlineData("v2:abc:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_element_is_said(string text) =>
        Should.Throw<InvalidOperationException>(() => Of(First).Open("key-1", text)).Message.ShouldContain("key-1");

    [Fact]
    public void Without_a_key_elements_are_in_clear_and_with_one_they_are_read_and_count_as_old()
    {
        var clear = Of(null).Close("key-1", Xml);

        clear.ShouldBe(Xml);
        Of(First).Open("key-1", clear).ShouldBe(Xml);
        Of(First).IsCurrent(clear).ShouldBeFalse();
        Of(null).IsCurrent(clear).ShouldBeTrue();
    }

    private static RingSeal Of(string? key, params string[] earlier) => RingSeal.Of(new EncryptionOptions
    {
        Key = key,
        EarlierKeys = earlier.Select((text, place) => (text, place)).ToDictionary(each => $"earlier-{each.place}", each => each.text),
    });
}
