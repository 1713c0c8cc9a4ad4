using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Http.Callers;

/// <summary>A server that takes keys and tokens: of <c>shared</c> by a secret, of <c>idp</c> by public keys, of <c>login</c> by its discovery document.</summary>
public sealed class TokenApi : IAsyncLifetime
{
    internal const string Audience = "a2a-agents";
    internal const string Secret = "a-secret-of-32-bytes-or-more-4711";
    internal const string SharedIssuer = "https://shared.example";
    internal const string IdpIssuer = "https://idp.example";
    internal const string Role = "a2a-operator";

    internal RedisServer Redis { get; private set; } = null!; // set by InitializeAsync

    internal IdentityProvider Provider { get; private set; } = null!; // set by InitializeAsync

    internal ApiReplica Api { get; private set; } = null!; // set by InitializeAsync

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        Provider = await IdentityProvider.StartAsync();
        Api = ApiReplica.Start(Redis, new(Settings(Provider))
        {
            ["Callers:ApiKeys:alice"] = KeyedApi.Alice,
            ["Callers:Operators:olga"] = KeyedApi.Operator,
        }, services: new Operations.KnownDeliveries().Register);
        // On a busy machine the first look at the keys may take longer than callers are kept waiting.
        foreach (var issuer in new[] { IdpIssuer, Provider.Url })
        {
            await Eventually.TrueAsync(async () =>
            {
                using var response = await Api.GetAsync("/v1/tasks", ("Authorization", $"Bearer {Token(issuer: issuer, more: json => json.WriteString("client_id", "first"))}"));
                return response.IsSuccessStatusCode;
            }, $"the keys of {issuer}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Provider.DisposeAsync();
        await Redis.DisposeAsync();
    }

    internal static Dictionary<string, string> Settings(IdentityProvider provider) => new()
    {
        ["Callers:Issuers:shared:Issuer"] = SharedIssuer,
        ["Callers:Issuers:shared:Audience"] = Audience,
        ["Callers:Issuers:shared:Secret"] = Secret,
        ["Callers:Issuers:idp:Issuer"] = IdpIssuer,
        ["Callers:Issuers:idp:Audience"] = Audience,
        ["Callers:Issuers:idp:Jwks"] = $"{provider.Url}/keys",
        ["Callers:Issuers:idp:OperatorRole"] = Role,
        ["Callers:Issuers:login:Issuer"] = provider.Url,
        ["Callers:Issuers:login:Audience"] = Audience,
        ["Callers:Issuers:login:OwnerClaim"] = "client_id",
    };

    /// <summary>A token of <c>idp</c>, or of <c>shared</c> by its secret.</summary>
    internal string Token(string subject = "alice", string? issuer = null, string algorithm = SecurityAlgorithms.EcdsaSha256, string? audience = null, double minutes = 5, Action<Utf8JsonWriter>? more = null) =>
        Provider.Sign(json =>
        {
            var now = DateTimeOffset.UtcNow;
            json.WriteString("iss", issuer ?? (algorithm == SecurityAlgorithms.HmacSha256 ? SharedIssuer : IdpIssuer));
            json.WriteString("aud", audience ?? Audience);
            json.WriteString("sub", subject);
            json.WriteNumber("iat", now.AddMinutes(-10).ToUnixTimeSeconds());
            if (minutes != 0)
            {
                json.WriteNumber("exp", now.AddMinutes(minutes).ToUnixTimeSeconds());
            }

            more?.Invoke(json);
        }, algorithm, Secret);
}
