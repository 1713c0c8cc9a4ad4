using System.Text.Json.Nodes;
using A2A.Server.Operations;
using A2A.Server.Tests.Http.Callers;

namespace A2A.Server.Tests.Operations;

/// <summary>An operator signs in by a browser, outside of Development.</summary>
public sealed class SessionTests(PageServers servers) : IClassFixture<PageServers>
{
    [Fact]
    public async Task The_key_opens_a_session_that_only_the_server_can_read()
    {
        using var browser = new OperatorBrowser(servers.First);

        var (status, _, response) = await browser.LogInAsync(KeyedApi.Operator);

        status.ShouldBe(303);
        response.Headers.Location?.OriginalString.ShouldBe("./");
        var cookie = browser.SetCookie.ShouldNotBeNull();
        cookie.ToLowerInvariant().Split("; ").Skip(1).Where(part => !part.StartsWith("expires", StringComparison.Ordinal))
            .ShouldBe(["max-age=28800", "path=/ops", "samesite=strict", "httponly"], ignoreOrder: true);
        Uri.UnescapeDataString(cookie).ShouldNotContain("olga");
        var session = await browser.SessionAsync();
        ((string?)session["operator"], (bool?)session["isOfOwnMachine"]).ShouldBe(("olga", false));
        ((string?)session["dashboardUrl"]).ShouldBe("https://dashboard.example.com/aspire");
        (await browser.OpenAsync()).Body.ShouldContain("ops.js");
        (await browser.SendAsync("GET", "/ops/overview")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Over_https_and_below_a_prefix_the_cookie_is_for_these_alone()
    {
        using var browser = new OperatorBrowser(servers.First);

        await browser.LogInAsync(KeyedApi.Operator, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/agents"));

        browser.SetCookie.ShouldNotBeNull().ToLowerInvariant().Split("; ").ShouldContain("secure");
        browser.SetCookie.ShouldContain("path=/agents/ops");
    }

    [Theory]
    [InlineData("not-the-key-of-anybody-at-all")]
    [InlineData(KeyedApi.Alice)]
    [InlineData("")]
    public async Task A_key_that_is_no_operators_is_refused_with_the_form(string key)
    {
        using var browser = new OperatorBrowser(servers.First);

        var (status, body, _) = await browser.LogInAsync(key);

        status.ShouldBe(401);
        body.ShouldContain("This key is no operator&#x2019;s.");
        body.ShouldContain("<form");
        (await browser.SendAsync("GET", "/ops/overview")).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("another")]
    public async Task A_form_that_is_not_this_browsers_own_signs_nobody_in(string token)
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.OpenAsync();

        var wrong = await browser.SendLoginAsync(KeyedApi.Operator, token);
        browser.LoginCookie = null;
        var foreign = await browser.SendLoginAsync(KeyedApi.Operator, token);
        var json = await browser.SendAsync("POST", "/ops/login", new StringContent("{}"));

        (wrong.Status, foreign.Status, json.Status).ShouldBe((403, 403, 415));
        (await browser.SendAsync("GET", "/ops/overview")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_visit_without_the_cookie_and_a_refused_login_leave_the_operator_signed_in()
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.LogInAsync(KeyedApi.Operator);
        using var elsewhere = new OperatorBrowser(servers.First); // the same browser by a link of another site, which sends no cookie

        var visit = await elsewhere.OpenAsync();
        var foreign = await elsewhere.SendLoginAsync(KeyedApi.Operator, "another");
        var wrong = await elsewhere.LogInAsync("not-the-key-of-anybody-at-all");
        var own = await browser.SendLoginAsync("not-the-key-of-anybody-at-all", "another");

        (visit.Status, foreign.Status, wrong.Status, own.Status).ShouldBe((200, 403, 401, 403));
        elsewhere.SetCookie.ShouldBeNull();
        (await browser.SendAsync("GET", "/ops/overview")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_second_form_leaves_the_first_one_good()
    {
        using var browser = new OperatorBrowser(servers.First);
        var first = OperatorBrowser.FormTokenOf((await browser.OpenAsync()).Body);
        await browser.OpenAsync();

        (await browser.SendLoginAsync(KeyedApi.Operator, first)).Status.ShouldBe(303);
    }

    [Fact]
    public async Task The_cookie_of_a_form_is_no_session()
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.OpenAsync();
        var login = browser.LoginCookie.ShouldNotBeNull();
        browser.Cookie = login.Replace(OperatorSessions.LoginCookie, OperatorSessions.Cookie, StringComparison.Ordinal);

        (await browser.SendAsync("GET", "/ops/overview")).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("DELETE", "/ops/dead-letters?all=true")]
    [InlineData("POST", "/ops/dead-letters/replay")]
    [InlineData("POST", "/ops/endpoints/receiver.example:443/close")]
    [InlineData("POST", "/ops/keys/rotate")]
    [InlineData("POST", "/ops/logout")]
    public async Task A_change_by_a_session_says_the_sessions_token(string method, string path)
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.LogInAsync(KeyedApi.Operator);

        var missing = await browser.SendAsync(method, path);
        var wrong = await browser.SendAsync(method, path, null, (CsrfToken.Header, "wrong"));
        var right = await browser.ChangeAsync(method, path);

        (missing.Status, wrong.Status).ShouldBe((403, 403));
        missing.Response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        ((string?)JsonNode.Parse(missing.Body)?["field"]).ShouldBe("X-CSRF-Token");
        right.Status.ShouldBeOneOf(200, 204, 404);
    }

    [Fact]
    public async Task A_key_in_the_header_needs_no_token_whatever_the_browser_sends_along()
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.LogInAsync(KeyedApi.Operator);

        (await browser.SendAsync("POST", "/ops/dead-letters/replay", null, ("X-API-Key", KeyedApi.Operator))).Status.ShouldBe(200);
        (await browser.SendAsync("GET", "/ops/overview", null, ("X-API-Key", "a-wrong-key-counts-too"))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Replicas_share_a_session_until_it_has_lasted_eight_hours()
    {
        using var browser = new OperatorBrowser(servers.First);
        using var elsewhere = new OperatorBrowser(servers.Second);
        await browser.LogInAsync(KeyedApi.Operator);
        elsewhere.Cookie = browser.Cookie;

        try
        {
            servers.Time.Later = TimeSpan.FromHours(8) - TimeSpan.FromMinutes(1);
            (await elsewhere.SendAsync("GET", "/ops/overview")).Status.ShouldBe(200);
            servers.Time.Later = TimeSpan.FromHours(8) + TimeSpan.FromMinutes(1);
            (await elsewhere.SendAsync("GET", "/ops/overview")).Status.ShouldBe(401);
            (await elsewhere.OpenAsync()).Body.ShouldContain("<form");
        }
        finally
        {
            servers.Time.Later = default;
        }
    }

    [Fact]
    public async Task An_operator_whose_key_was_changed_or_removed_is_signed_out()
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.LogInAsync(KeyedApi.Operator);
        foreach (var settings in (Dictionary<string, string>[])
        [
            new() { ["Callers:Operators:olga"] = "another-key-of-olga-0815" },
            new() { ["Callers:Operators:olga"] = "another-key-of-olga-0815", ["Callers:Operators:oscar"] = KeyedApi.Operator },
        ])
        {
            await using var later = PageServers.Start(servers.Redis, settings);
            using var elsewhere = new OperatorBrowser(later) { Cookie = browser.Cookie };

            (await elsewhere.SendAsync("GET", "/ops/overview")).Status.ShouldBe(401);
        }
    }

    [Fact]
    public async Task A_session_counts_for_operations_alone()
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.LogInAsync(KeyedApi.Operator);

        foreach (var path in (string[])["/tasks", "/v1/tasks", "/extendedAgentCard"])
        {
            (await browser.SendAsync("GET", path)).Status.ShouldBe(401, path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("olga")]
    [InlineData("v1:deadbeef0000:AAAA")]
    [InlineData("olga\nown machine\n99999999999\ntoken")]
    public async Task A_cookie_that_the_server_did_not_make_is_none(string cookie)
    {
        using var browser = new OperatorBrowser(servers.First) { Cookie = $"{OperatorSessions.Cookie}={Uri.EscapeDataString(cookie)}" };

        (await browser.SendAsync("GET", "/ops/overview")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Logging_out_takes_the_cookie_away()
    {
        using var browser = new OperatorBrowser(servers.First);
        await browser.LogInAsync(KeyedApi.Operator);

        (await browser.ChangeAsync("POST", "/ops/logout")).Status.ShouldBe(204);

        browser.SetCookie.ShouldNotBeNull().ShouldStartWith($"{OperatorSessions.Cookie}=; expires=Thu, 01 Jan 1970");
        (await browser.OpenAsync()).Body.ShouldContain("<form");
    }

    [Fact]
    public async Task Logins_count_for_the_limit_of_their_address()
    {
        await using var api = PageServers.Start(servers.Redis, new() { ["Limits:RequestsPerSecond"] = "1", ["Limits:Burst"] = "3" });
        using var browser = new OperatorBrowser(api);

        await Eventually.TrueAsync(async () =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.SendLoginAsync("wrong", "wrong")));
            return answers.Any(answer => answer.Status == 429 && answer.Response.Headers.RetryAfter is not null);
        });
    }
}
