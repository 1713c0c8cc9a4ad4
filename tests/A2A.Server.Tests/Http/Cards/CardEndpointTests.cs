using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http.Cards;

public sealed class CardEndpointTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string CardPath = "/.well-known/agent-card.json";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/.well-known/agent-card.json", "Long-Running Task Agent", "")]
    [InlineData("/.well-known/agent.json", "Long-Running Task Agent", "")]
    [InlineData("/agents/report/.well-known/agent-card.json", "Report Generator", "agents/report")]
    [InlineData("/agents/enterprise/.well-known/agent.json", "Enterprise Security Agent", "agents/enterprise")]
    public async Task Every_agent_has_its_card_with_an_absolute_address(string path, string name, string address)
    {
        var card = (await api.Client.GetFromJsonAsync<JsonNode>(path, Token)).ShouldNotBeNull();

        ((string?)card["name"]).ShouldBe(name);
        ((string?)card["url"]).ShouldBe($"{api.Client.BaseAddress}{address}".TrimEnd('/'));
        ((string?)card["supportedInterfaces"]?[0]?["url"]).ShouldBe($"{api.Client.BaseAddress}{address}".TrimEnd('/'));
        ((bool?)card["capabilities"]?["pushNotifications"]).ShouldBe(true);
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("1.0", true, false)]
    [InlineData("1.0.1", true, false)]
    [InlineData("0.3", false, true)]
    [InlineData("0.3.0", false, true)]
    public async Task A_card_has_the_form_that_the_client_s_version_can_read(string? version, bool isV1, bool isV03)
    {
        using var response = await GetAsync(CardPath, version is null ? null : ("A2A-Version", version));

        var card = (await response.Content.ReadFromJsonAsync<JsonObject>(Token)).ShouldNotBeNull();
        response.Headers.Vary.ShouldBe(["A2A-Version"]);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        card.ContainsKey("supportedInterfaces").ShouldBe(isV1);
        card["capabilities"]!.AsObject().ContainsKey("extendedAgentCard").ShouldBe(isV1);
        card.ContainsKey("url").ShouldBe(isV03);
        card.ContainsKey("protocolVersion").ShouldBe(isV03);
        card["capabilities"]!.AsObject().ContainsKey("stateTransitionHistory").ShouldBe(isV03);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("one")]
    public async Task A_version_that_there_is_not_gets_no_card(string version)
    {
        using var response = await GetAsync(CardPath, ("A2A-Version", version));

        var error = (await response.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull()["error"].ShouldNotBeNull();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Headers.Vary.ShouldBe(["A2A-Version"]);
        ((string?)error["status"]).ShouldBe("FAILED_PRECONDITION");
        ((string?)error["details"]?[0]?["reason"]).ShouldBe("VERSION_NOT_SUPPORTED");
    }

    [Theory]
    [InlineData(CardPath)]
    [InlineData("/.well-known/jwks.json")]
    public async Task What_has_not_changed_is_not_sent_again(string path)
    {
        using var first = await GetAsync(path, null);
        var tag = first.Headers.ETag.ShouldNotBeNull();

        using var same = await GetAsync(path, ("If-None-Match", tag.ToString()));
        using var other = await GetAsync(path, ("If-None-Match", "\"other\""));

        tag.IsWeak.ShouldBeFalse();
        first.Headers.CacheControl?.ToString().ShouldBe("public, max-age=300");
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag.ShouldBe(tag);
        same.Headers.CacheControl?.ToString().ShouldBe("public, max-age=300");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_card_older_than_the_client_s_copy_is_not_sent_again()
    {
        using var first = await GetAsync(CardPath, null);
        var modified = first.Content.Headers.LastModified.ShouldNotBeNull();

        using var same = await GetAsync(CardPath, ("If-Modified-Since", modified.ToString("R", CultureInfo.InvariantCulture)));
        using var older = await GetAsync(CardPath, ("If-Modified-Since", modified.AddDays(-1).ToString("R", CultureInfo.InvariantCulture)));
        using var again = await GetAsync(CardPath, null);

        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        older.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.Content.Headers.LastModified.ShouldBe(modified);
    }

    [Theory]
    [InlineData(CardPath)]
    [InlineData("/agents/report/.well-known/agent-card.json")]
    [InlineData("/.well-known/jwks.json")]
    public async Task HEAD_gives_the_headers_of_GET_without_the_body(string path)
    {
        using var get = await GetAsync(path, null);
        using var head = await api.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Token);

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        head.Content.Headers.LastModified.ShouldBe(get.Content.Headers.LastModified);
        head.Content.Headers.ContentLength.ShouldBe((await get.Content.ReadAsByteArrayAsync(Token)).Length);
        (await head.Content.ReadAsByteArrayAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_form_has_a_tag_of_its_own()
    {
        var tags = new List<string>();
        foreach (var version in (string?[])[null, "1.0", "0.3"])
        {
            using var response = await GetAsync(CardPath, version is null ? null : ("A2A-Version", version));
            tags.Add(response.Headers.ETag.ShouldNotBeNull().Tag);
        }

        tags.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task An_address_that_only_the_request_tells_is_not_signed()
    {
        using var response = await GetAsync(CardPath, ("Host", "evil.example"));

        var card = (await response.Content.ReadFromJsonAsync<JsonObject>(Token)).ShouldNotBeNull();
        ((string?)card["url"]).ShouldBe("http://evil.example");
        card.ContainsKey("signatures").ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_agent_has_no_card()
    {
        using var response = await GetAsync("/agents/nobody/.well-known/agent-card.json", null);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string?)(await response.Content.ReadFromJsonAsync<JsonNode>(Token))?["error"]?["message"]).ShouldNotBeNull().ShouldContain("'nobody'");
    }

    [Fact]
    public async Task The_root_lists_the_agents_and_the_addresses_in_it_work()
    {
        var index = (await api.Client.GetFromJsonAsync<JsonNode>("/", Token)).ShouldNotBeNull();

        var agents = index["agents"].ShouldBeOfType<JsonArray>();
        agents.Select(agent => (string?)agent?["name"]).ShouldBe(["enterprise", "gated", "long-running", "mute", "picky", "report"]);
        foreach (var agent in agents)
        {
            var card = await api.Client.GetFromJsonAsync<JsonNode>((string?)agent?["card"], Token);
            ((string?)card?["url"]).ShouldBe((string?)agent?["url"]);
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, (string Name, string Value)? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await api.Client.SendAsync(request, Token);
    }
}
