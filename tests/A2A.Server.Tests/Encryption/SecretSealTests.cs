using A2A.Server.Encryption;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Encryption;

public sealed class SecretSealTests
{
    private const string First = "the-first-key-0123456789-0123456789";
    private const string Second = "the-second-key-0123456789-0123456789";
    private const string Text = """{"token":"value"}""";

    private static readonly SealedPlace Place = new("push config", "a2a:v1:{p01}:push:1", "config:a");

    [Fact]
    public void What_is_sealed_opens_as_it_was_and_shows_nothing_of_itself()
    {
        var seal = Of(First);

        var text = seal.Seal(Place, Text);

        text.ShouldStartWith($"v1:{SecretSeal.KeyId(First)}:");
        text.ShouldNotContain("value");
        seal.Open(Place, text).ShouldBe(Text);
        seal.Seal(Place, Text).ShouldNotBe(text);
        seal.IsCurrent(text).ShouldBeTrue();
    }

    [Theory]
    [InlineData("signing key", "a2a:v1:{p01}:push:1", "config:a")]
    [InlineData("push config", "a2a:v1:{p01}:push:2", "config:a")]
    [InlineData("push config", "a2a:v1:{p01}:push:1", "config:b")]
    public void What_is_sealed_for_one_place_opens_in_no_other(string purpose, string key, string field)
    {
        var seal = Of(First);

        seal.Open(new(purpose, key, field), seal.Seal(Place, Text)).ShouldBeNull();
    }

    [Fact]
    public void What_was_changed_in_any_part_does_not_open()
    {
        var seal = Of(First);
        var parts = seal.Seal(Place, Text).Split(':');
        var content = Convert.FromBase64String(parts[2]);

        for (var place = 0; place < content.Length; place++)
        {
            var changed = (byte[])content.Clone();
            changed[place] ^= 1;
            seal.Open(Place, $"{parts[0]}:{parts[1]}:{Convert.ToBase64String(changed)}").ShouldBeNull();
        }
    }

    [Fact]
    public void An_earlier_key_decrypts_and_the_current_one_encrypts()
    {
        var earlier = Of(First).Seal(Place, Text);
        var changed = Of(Second, First);

        changed.Open(Place, earlier).ShouldBe(Text);
        changed.IsCurrent(earlier).ShouldBeFalse();
        changed.Seal(Place, Text).ShouldStartWith($"v1:{SecretSeal.KeyId(Second)}:");
    }

    [Fact]
    public void An_unknown_key_is_named_with_those_that_are_given_and_the_remedy()
    {
        var text = Of(First).Seal(Place, Text);

        var error = Should.Throw<InvalidOperationException>(() => Of(Second).Open(Place, text));

        error.Message.ShouldContain(SecretSeal.KeyId(First));
        error.Message.ShouldContain(SecretSeal.KeyId(Second));
        error.Message.ShouldContain("Encryption:EarlierKeys");
        error.Message.ShouldNotContain(Second);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Text)]
    [InlineData("v1:abc")]
    [InlineData("v1:{id}:not base64")]
    [InlineData("v1:{id}:")]
    [InlineData("v1:{id}:AAAA")]
    [InlineData("v2:{id}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void With_a_key_nothing_opens_that_it_has_not_sealed(string text) =>
        Of(First).Open(Place, text.Replace("{id}", SecretSeal.KeyId(First))).ShouldBeNull();

    [Fact]
    public void Without_a_key_texts_are_in_clear_and_ciphertexts_ask_for_theirs()
    {
        Of(null).Seal(Place, Text).ShouldBe(Text);
        Of(null).Open(Place, Text).ShouldBe(Text);
        Should.Throw<InvalidOperationException>(() => Of(null).Open(Place, Of(First).Seal(Place, Text))).Message.ShouldContain("given are: none");
    }

    private static SecretSeal Of(string? key, params string[] earlier) => new(Options.Create(new EncryptionOptions
    {
        Key = key,
        EarlierKeys = earlier.Select((text, place) => (text, place)).ToDictionary(each => $"earlier-{each.place}", each => each.text),
    }));
}
