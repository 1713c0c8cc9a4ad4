using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Jwt;
using A2A.Protocol.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.AgentApi.Tests.Http.Callers;

/// <summary>Makes tokens, and publishes its keys and its discovery document on a free port.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private const string Kid = "of-this-test";
    private readonly WebApplication _app;
    private int _asked;

    private IdentityProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref _asked);
            return IsAway ? Results.StatusCode(StatusCodes.Status500InternalServerError) : Results.Content(Keys(), "application/json");
        });
        _app.MapGet("/.well-known/openid-configuration", () => IsAway
            ? Results.StatusCode(StatusCodes.Status500InternalServerError)
            : Results.Content($$"""{"issuer":"{{SaysThatItIs ?? Url}}","jwks_uri":"{{Url}}/keys"}""", "application/json"));
    }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public RSA Rsa { get; } = RSA.Create(2048);

    public bool IsAway { get; set; }

    /// <summary>What its discovery document names as the issuer, where that is not itself.</summary>
    public string? SaysThatItIs { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public string Url => _app.Urls.First();

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>A token of ES256, of RS256, or of HS256 with a secret.</summary>
    public string Sign(Action<Utf8JsonWriter> claims, string algorithm = Es256.Name, string? secret = null) => algorithm switch
    {
        Hs256.Name => TokenSigner.Sign(claims, Encoding.UTF8.GetBytes(secret.ShouldNotBeNull()), keyId: null),
        Rs256.Name => SignWithRsa(claims),
        _ => TokenSigner.Sign(claims, Key, Kid),
    };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
        Rsa.Dispose();
    }

    private string SignWithRsa(Action<Utf8JsonWriter> claims)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            claims(json);
            json.WriteEndObject();
        }

        var text = $"{Base64Url.EncodeToString("""{"alg":"RS256","kid":"rsa"}"""u8)}.{Base64Url.EncodeToString(buffer.ToArray())}";
        return $"{text}.{Base64Url.EncodeToString(Rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private string Keys()
    {
        var rsa = Rsa.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(
            new JsonWebKeySet
            {
                Keys =
                [
                    Es256.ToJsonWebKey(Key) with { Kid = Kid },
                    new() { Kty = "RSA", Kid = "rsa", Use = "sig", N = Base64Url.EncodeToString(rsa.Modulus), E = Base64Url.EncodeToString(rsa.Exponent) },
                ],
            },
            JsonWebKeyContext.Wire.JsonWebKeySet);
    }
}
