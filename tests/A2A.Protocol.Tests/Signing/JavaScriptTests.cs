using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Json;
using A2A.Protocol.Signing;
using A2A.Protocol.Tests.Golden;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Tests.Signing;

/// <summary>The libraries that clients in JavaScript use take our signatures, and we take theirs.</summary>
public sealed class JavaScriptTests : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await JavaScriptLibraries.RequireAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Jose_and_the_JavaScript_SDK_verify_our_signature()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var card = Card();
        var signed = JsonSerializer.Serialize(card with { Signatures = [AgentCardSigner.Sign(card, key, null)] }, A2AJson.Default.AgentCard);
        var jwk = PublicKeys.Of(key);
        var keys = Encoding.UTF8.GetString(PublicKeys.ToJson([jwk]));

        var (exitCode, output) = await JavaScriptLibraries.RunAsync("verify.mjs", $$"""{"card":{{signed}},"keys":{{keys}}}""");

        exitCode.ShouldBe(0, output);
        output.Trim().Split('\n').ShouldBe([$"jose ES256 JOSE {jwk.Kid}", "sdk"]);
    }

    [Fact]
    public async Task Jose_refuses_our_signature_of_another_card()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var card = Card();
        var other = JsonSerializer.Serialize(
            card with { Name = "Trickster", Signatures = [AgentCardSigner.Sign(card, key, null)] }, A2AJson.Default.AgentCard);
        var keys = Encoding.UTF8.GetString(PublicKeys.ToJson([PublicKeys.Of(key)]));

        var (exitCode, output) = await JavaScriptLibraries.RunAsync("verify.mjs", $$"""{"card":{{other}},"keys":{{keys}}}""");

        exitCode.ShouldNotBe(0);
        output.ShouldContain("signature verification failed");
    }

    [Fact]
    public async Task We_verify_the_signature_of_the_JavaScript_SDK()
    {
        var (exitCode, output) = await JavaScriptLibraries.RunAsync("sign.mjs", JsonSerializer.Serialize(Card(), A2AJson.Default.AgentCard));

        exitCode.ShouldBe(0, output);
        using var answer = JsonDocument.Parse(output);
        var card = AgentCardJson.Read(Encoding.UTF8.GetBytes(answer.RootElement.GetProperty("card").GetRawText()));
        var keys = JsonWebKeySet.Create(answer.RootElement.GetProperty("keys").GetRawText());
        AgentCardVerifier.Verify(card, keys).ShouldBe(new AgentCardVerdict.Verified(keys.Keys[0].Kid));
        AgentCardVerifier.Verify(card with { Name = "Trickster" }, keys).ShouldBeOfType<AgentCardVerdict.Refused>();
    }

    // Schemes without scopes are left out: the SDK drops what is empty although it says something.
    private static AgentCard Card() => GoldenFiles.Read<AgentCard>("v1-agent-card") with
    {
        Signatures = null,
        SecurityRequirements = [Requires("key", "caller"), Requires("token", "caller"), Requires("openIdConnect.corp", "openid")],
    };

    private static SecurityRequirement Requires(string scheme, string role) =>
        new() { Schemes = new Dictionary<string, StringList> { [scheme] = new() { List = [role] } } };
}
