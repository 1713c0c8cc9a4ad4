using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using A2A.Server.Http.Callers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Http.Callers;

/// <summary>Callers who say by a token who they are.</summary>
public sealed class TokenTests(TokenApi tokens) : IClassFixture<TokenApi>
{
    private const string AnyTask = "01a1fd41-d2e7-7122-8cef-01bfff9efe0a";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha256)]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    public async Task A_token_of_a_known_issuer_lets_in(string algorithm) => (await StatusAsync(tokens.Token(algorithm: algorithm))).ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task The_keys_of_an_issuer_are_found_by_its_discovery_document()
    {
        var token = tokens.Token(issuer: tokens.Provider.Url, more: json => json.WriteString("client_id", "robot"));

        (await StatusAsync(token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Callers_of_the_same_name_at_different_issuers_and_with_a_key_are_different_callers()
    {
        (string, string)[] callers =
        [
            ("X-API-Key", KeyedApi.Alice), ("Authorization", $"Bearer {tokens.Token()}"), ("Authorization", $"Bearer {tokens.Token(algorithm: SecurityAlgorithms.HmacSha256)}"),
        ];
        List<string> ids = [];
        foreach (var caller in callers)
        {
            using var sent = await tokens.Api.SendAsync(HttpMethod.Post, "/", ApiServer.Request("message/send", ApiServer.Say("be quick")), caller);
            ids.Add(((string?)(await sent.Content.ReadFromJsonAsync<JsonNode>(Token))?["result"]?["id"]).ShouldNotBeNull());
        }

        foreach (var (caller, own) in callers.Zip(ids))
        {
            foreach (var id in ids)
            {
                using var read = await tokens.Api.GetAsync($"/v1/tasks/{id}", caller);
                read.StatusCode.ShouldBe(id == own ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            }
        }
    }

    public static TheoryData<string> Wrong => [.. Tokens.Keys];

    private static readonly Dictionary<string, Func<TokenApi, string>> Tokens = new()
    {
        ["no token"] = _ => "nonsense",
        ["empty"] = _ => "",
        ["expired"] = api => api.Token(minutes: -2),
        ["without exp"] = api => api.Token(minutes: 0),
        ["for somebody else"] = api => api.Token(audience: "another-server"),
        ["of an unknown issuer"] = api => api.Token(issuer: "https://unknown.example"),
        ["of another issuer's key"] = api => api.Token(issuer: TokenApi.SharedIssuer),
        ["of a secret where keys are"] = api => api.Token(issuer: TokenApi.IdpIssuer, algorithm: SecurityAlgorithms.HmacSha256),
        ["without a name"] = api => api.Token(subject: ""),
        ["with too long a name"] = api => api.Token(subject: new string('x', 257)),
        ["without the claim that names"] = api => api.Token(issuer: api.Provider.Url),
        ["not signed"] = api => $"eyJhbGciOiJub25lIn0.{api.Token().Split('.')[1]}.",
        ["changed"] = api => api.Token().Split('.') is [var head, _, var sign] ? $"{head}.{api.Token("bob").Split('.')[1]}.{sign}" : "",
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_token_that_is_not_believed_is_refused_with_every_way_to_say_who_one_is(string kind)
    {
        using var response = await tokens.Api.GetAsync("/tasks", ("Authorization", $"Bearer {Tokens[kind](tokens)}"));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.Select(way => way.ToString()).ShouldBe(
            ["ApiKey realm=\"A2A agents\", header=\"X-API-Key\"", "Bearer realm=\"A2A agents\", error=\"invalid_token\""]);
        ((string?)(await response.Content.ReadFromJsonAsync<JsonNode>(Token))?["error"]?["message"]).ShouldNotBeNull().ShouldContain("token");
    }

    [Fact]
    public async Task Who_sends_nothing_is_told_of_tokens_without_an_error_of_one()
    {
        using var response = await tokens.Api.GetAsync("/ops/dead-letters");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.Select(way => way.ToString()).ShouldBe(
            ["ApiKey realm=\"A2A agents\", header=\"X-API-Key\"", "Bearer realm=\"A2A agents\""]);
    }

    [Fact]
    public async Task A_wrong_key_is_not_made_good_by_a_token_nor_one_token_by_another()
    {
        var token = ("Authorization", $"Bearer {tokens.Token()}");
        using var both = await tokens.Api.GetAsync("/tasks", ("X-API-Key", "a-key-of-nobody-at-all"), token);
        using var two = await tokens.Api.GetAsync("/tasks", token, ("Authorization", "Bearer nonsense"));

        both.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        two.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("roles", """["reader","a2a-operator"]""", true)]
    [InlineData("roles", "\"a2a-operator\"", true)]
    [InlineData("scope", "\"openid a2a-operator\"", true)]
    [InlineData("scope", "\"openid a2a-operators\"", false)]
    [InlineData("roles", """["reader",7,null]""", false)]
    [InlineData("role", "\"a2a-operator\"", false)]
    public async Task A_role_makes_an_operator(string claim, string value, bool isOperator)
    {
        var token = tokens.Token(more: json =>
        {
            json.WritePropertyName(claim);
            json.WriteRawValue(value);
        });

        using var response = await tokens.Api.GetAsync("/ops/endpoints", ("Authorization", $"bearer {token}"));

        response.StatusCode.ShouldBe(isOperator ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_role_at_an_issuer_that_makes_no_operators_is_a_word()
    {
        var token = tokens.Token(algorithm: SecurityAlgorithms.HmacSha256, more: json => json.WriteString("roles", TokenApi.Role));

        using var response = await tokens.Api.GetAsync("/ops/endpoints", ("Authorization", $"Bearer {token}"));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/tasks", "GET")]
    [InlineData("/", "POST")]
    [InlineData($"/ops/tasks/{AnyTask}/attempts", "GET")]
    public async Task While_an_issuers_keys_are_away_its_callers_are_asked_to_come_again(string path, string method)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.IsAway = true;
        await using var api = ApiReplica.Start(tokens.Redis, TokenApi.Settings(provider));

        foreach (var issuer in new[] { TokenApi.IdpIssuer, provider.Url })
        {
            using var response = await api.SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null, ("Authorization", $"Bearer {tokens.Token(issuer: issuer)}"));

            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        }

        using var shared = await api.GetAsync("/v1/tasks", ("Authorization", $"Bearer {tokens.Token(algorithm: SecurityAlgorithms.HmacSha256)}"));
        shared.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_the_issuer_may_publish_by_now_makes_callers_come_again_and_one_that_it_does_not_is_refused()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var mine = IdentityProvider.Sign(json => json.WriteString("iss", TokenApi.IdpIssuer), new ECDsaSecurityKey(own) { KeyId = "mine" }, SecurityAlgorithms.EcdsaSha256);
        var token = ("Authorization", $"Bearer {mine}");
        await using var api = ApiReplica.Start(tokens.Redis, TokenApi.Settings(tokens.Provider));

        using var asked = await api.GetAsync("/v1/tasks", token);
        using var paused = await api.GetAsync("/v1/tasks", token);

        asked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        paused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        paused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(30, 60);
    }

    [Fact]
    public async Task Keys_are_not_asked_for_at_every_call()
    {
        await StatusAsync(tokens.Token());
        var asked = tokens.Provider.Asked;

        foreach (var status in await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StatusAsync(tokens.Token()))))
        {
            status.ShouldBe(HttpStatusCode.OK);
        }

        tokens.Provider.Asked.ShouldBe(asked);
    }

    [Theory]
    [InlineData("https://somebody.else")]
    [InlineData("\"")]
    public async Task A_discovery_document_of_another_issuer_is_not_believed(string says)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.SaysThatItIs = says;
        await using var api = ApiReplica.Start(tokens.Redis, TokenApi.Settings(provider));

        using var response = await api.GetAsync("/tasks", ("Authorization", $"Bearer {tokens.Token(issuer: provider.Url)}"));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Tokens_are_not_in_the_log()
    {
        var (good, bad) = (tokens.Token("log-reader"), tokens.Token("log-reader", audience: "another"));
        await StatusAsync(good);
        await StatusAsync(bad);

        var log = tokens.Api.Log.ToString();

        log.ShouldContain("The token's aud");
        log.ShouldNotContain(good.Split('.')[2]);
        log.ShouldNotContain(bad.Split('.')[2]);
        log.ShouldNotContain(TokenApi.Secret);
    }

    [Fact]
    public async Task The_card_and_the_descriptions_name_every_way_and_any_one_is_enough()
    {
        var card = (await tokens.Api.Client.GetFromJsonAsync<JsonNode>("/.well-known/agent-card.json", Token)).ShouldNotBeNull();

        card["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).ShouldBe(["apiKey", "bearer", "openIdConnect.login"]);
        card["securitySchemes"]!["bearer"]!["httpAuthSecurityScheme"]!["bearerFormat"]!.GetValue<string>().ShouldBe("JWT");
        ((string?)card["securitySchemes"]!["bearer"]!["type"], (string?)card["securitySchemes"]!["bearer"]!["scheme"]).ShouldBe(("http", "Bearer"));
        ((string?)card["securitySchemes"]!["openIdConnect.login"]!["openIdConnectUrl"]).ShouldBe($"{tokens.Provider.Url}/.well-known/openid-configuration");
        card["securityRequirements"]!.ToJsonString().ShouldBe(
            """[{"schemes":{"apiKey":{"list":["caller"]}}},{"schemes":{"bearer":{"list":["caller"]}}},{"schemes":{"openIdConnect.login":{"list":["openid"]}}}]""");
        card["security"]!.ToJsonString().ShouldBe("""[{"apiKey":[]},{"bearer":[]},{"openIdConnect.login":["openid"]}]""");
        foreach (var path in new[] { "/openapi/a2a.json", "/openapi/ops.json" })
        {
            var document = (await tokens.Api.Client.GetFromJsonAsync<JsonNode>(path, Token)).ShouldNotBeNull();
            document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).ShouldBe(["apiKey", "bearer", "openIdConnect.login"], path);
            document["security"]!.ToJsonString().ShouldBe(card["security"]!.ToJsonString(), path);
        }
    }

    [Theory]
    [InlineData("Issuer", "", "Production", "needs Issuer and Audience")]
    [InlineData("Audience", "", "Production", "needs Issuer and Audience")]
    [InlineData("Secret", "too short", "Production", "Callers:Issuers:corp:Secret must be at least 32 bytes")]
    [InlineData("Jwks", "http://keys.example/jwks", "Production", "Callers:Issuers:corp:Jwks must be an https URL")]
    [InlineData("Jwks", "http://keys.example/jwks", "Development", null)]
    [InlineData("Jwks", "ftp://keys.example/jwks", "Development", "Callers:Issuers:corp:Jwks must be an https URL")]
    [InlineData("Issuer", "corp", "Production", "Callers:Issuers:corp:Issuer must be an https URL")]
    [InlineData("OwnerClaim", "", "Production", "OwnerClaim must not be empty")]
    [InlineData("OwnerClaim", "client_id", "Production", null)]
    public void An_issuer_that_could_not_be_believed_stops_the_start(string setting, string value, string environment, string? problem)
    {
        var issuer = new IssuerOptions { Issuer = "https://login.corp.example", Audience = "agents" };
        typeof(IssuerOptions).GetProperty(setting)!.SetValue(issuer, setting == "Jwks" ? new Uri(value) : value);

        var result = Check(environment, new() { Issuers = { ["corp"] = issuer } });

        (result.FailureMessage ?? "").ShouldContain(problem ?? "");
        result.Failed.ShouldBe(problem is not null);
        (result.FailureMessage ?? "").ShouldNotContain("too short");
    }

    [Fact]
    public void Issuers_that_could_be_confused_stop_the_start()
    {
        IssuerOptions Corp() => new() { Issuer = "https://login.corp.example", Audience = "agents" };

        Check("Production", new() { Issuers = { ["a"] = Corp(), ["b"] = Corp() } }).FailureMessage.ShouldNotBeNull().ShouldContain("a, b");
        Check("Production", new() { Issuers = { ["a/b"] = Corp() } }).FailureMessage.ShouldNotBeNull().ShouldContain("Callers:Issuers:a/b must have a name");
        new CallerOptionsCheck().Validate(null, new() { ApiKeys = { ["corp/alice"] = KeyedApi.Alice } }).FailureMessage.ShouldNotBeNull().ShouldContain("slash");
        new CallerOptionsCheck().Validate(null, new() { ApiKeys = { ["olga"] = KeyedApi.Alice }, Operators = { ["olga"] = KeyedApi.Operator } })
            .FailureMessage.ShouldNotBeNull().ShouldContain("olga, olga (operator)");
        Check("Production", new() { Issuers = { ["a"] = new() { Issuer = "https://a", Audience = "b", Jwks = new("https://a/k"), Secret = new string('s', 32) } } })
            .FailureMessage.ShouldNotBeNull().ShouldContain("both Jwks and Secret");
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Check(string environment, CallerOptions options)
    {
        IHostEnvironment host = new HostingEnvironment { EnvironmentName = environment };
        return new IssuerOptionsCheck(host).Validate(null, options);
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var response = await tokens.Api.GetAsync("/v1/tasks", ("Authorization", $"Bearer {token}"));
        return response.StatusCode;
    }
}
