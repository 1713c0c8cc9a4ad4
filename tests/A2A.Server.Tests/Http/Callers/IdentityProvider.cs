using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Http.Callers;

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
    public string Sign(Action<Utf8JsonWriter> claims, string algorithm = SecurityAlgorithms.EcdsaSha256, string? secret = null) => algorithm switch
    {
        SecurityAlgorithms.HmacSha256 => Sign(claims, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret.ShouldNotBeNull())), algorithm),
        SecurityAlgorithms.RsaSha256 => Sign(claims, new RsaSecurityKey(Rsa) { KeyId = "rsa" }, algorithm),
        _ => Sign(claims, new ECDsaSecurityKey(Key) { KeyId = Kid }, algorithm),
    };

    public static string Sign(Action<Utf8JsonWriter> claims, SecurityKey key, string algorithm)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            claims(json);
            json.WriteEndObject();
        }

        key.CryptoProviderFactory = new() { CacheSignatureProviders = false };
        return new JsonWebTokenHandler().CreateToken(Encoding.UTF8.GetString(buffer.ToArray()), new SigningCredentials(key, algorithm));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
        Rsa.Dispose();
    }

    private string Keys()
    {
        var rsa = Rsa.ExportParameters(includePrivateParameters: false);
        var ec = PublicKeys.Of(Key);
        return JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "EC", kid = Kid, use = "sig", crv = ec.Crv, x = ec.X, y = ec.Y },
                new { kty = "RSA", kid = "rsa", use = "sig", n = Base64Url.EncodeToString(rsa.Modulus), e = Base64Url.EncodeToString(rsa.Exponent) },
            },
        });
    }
}
