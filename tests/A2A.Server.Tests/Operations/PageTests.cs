using System.Net;
using A2A.Server.Operations;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using Microsoft.AspNetCore.Http;

namespace A2A.Server.Tests.Operations;

/// <summary>What a browser is given below <c>/ops</c>.</summary>
public sealed class PageTests(PageServers servers) : IClassFixture<PageServers>
{
    [Fact]
    public async Task The_page_may_load_what_is_its_own_and_nothing_else()
    {
        using var browser = new OperatorBrowser(servers.First);
        var login = await browser.OpenAsync();
        await browser.LogInAsync(KeyedApi.Operator);
        var page = await browser.OpenAsync();

        foreach (var (status, _, response) in new[] { login, page })
        {
            status.ShouldBe(200);
            response.Content.Headers.ContentType?.ToString().ShouldBe("text/html; charset=utf-8");
            response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldBe(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            response.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
        }

        login.Body.ShouldContain("<form");
        page.Body.ShouldNotContain("<form method");
        foreach (var html in new[] { login.Body, page.Body })
        {
            html.ShouldNotContain("style=");
            html.ShouldNotContain(" on");
            html.ShouldNotContain("://");
        }
    }

    [Fact]
    public async Task The_address_without_a_slash_leads_to_the_page_and_programs_hear_what_they_heard_before()
    {
        using var browser = new OperatorBrowser(servers.First);

        var (status, _, response) = await browser.OpenAsync("/ops");
        var nobody = await browser.SendAsync("GET", "/ops/", null, ("Accept", "application/json"));
        var olga = await browser.SendAsync("GET", "/ops/", null, ("X-API-Key", KeyedApi.Operator));

        (status, response.Headers.Location?.OriginalString).ShouldBe((302, "ops/"));
        (nobody.Status, olga.Status).ShouldBe((401, 404));
        olga.Response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("page.css", "text/css; charset=utf-8")]
    [InlineData("ops.css", "text/css; charset=utf-8")]
    [InlineData("ops.js", "text/javascript; charset=utf-8")]
    [InlineData("favicon.svg", "image/svg+xml")]
    public async Task Its_files_are_kept_until_they_change(string file, string mediaType)
    {
        using var browser = new OperatorBrowser(servers.First);

        var (status, _, response) = await browser.SendAsync("GET", $"/ops/page/{file}");
        var again = await browser.SendAsync("GET", $"/ops/page/{file}", null, ("If-None-Match", response.Headers.ETag.ShouldNotBeNull().Tag));

        (status, again.Status).ShouldBe((200, 304));
        response.Content.Headers.ContentType?.ToString().ShouldBe(mediaType);
        response.Headers.CacheControl?.ToString().ShouldBe("no-cache");
    }

    [Theory]
    [InlineData("login.html")]
    [InlineData("ops.html")]
    [InlineData("none.js")]
    [InlineData("..%2Fa2a.json")]
    public async Task What_is_no_file_of_the_page_is_not_there(string file)
    {
        using var browser = new OperatorBrowser(servers.First);

        (await browser.SendAsync("GET", $"/ops/page/{file}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task In_Development_who_is_at_the_machine_itself_needs_no_key()
    {
        await using var redis = await RedisServer.StartNewAsync(); // the secrets of the other one need its key
        await using var api = ApiReplica.Start(redis, new() { ["Encryption:Key"] = "" });
        using var browser = new OperatorBrowser(api);
        using var stranger = new OperatorBrowser(api);

        var page = await browser.OpenAsync();
        var session = await browser.SessionAsync();
        var named = await stranger.OpenAsync("/ops/", ("Host", "agents.example.com"));
        var forwarded = await stranger.OpenAsync("/ops/", ("X-Forwarded-For", "203.0.113.7"));
        stranger.Cookie = browser.Cookie;
        var stolen = await stranger.SendAsync("GET", "/ops/overview", null, ("Host", "agents.example.com"));

        page.Body.ShouldContain("ops.js");
        ((string?)session["operator"], (bool?)session["isOfOwnMachine"]).ShouldBe(("developer", true));
        (await browser.ChangeAsync("POST", "/ops/dead-letters/replay")).Status.ShouldBe(200);
        named.Body.ShouldContain("<form");
        forwarded.Body.ShouldContain("<form");
        stolen.Status.ShouldBe(401);
        // A program is no browser: it is asked for a key here, too.
        browser.Cookie = null;
        (await browser.SendAsync("GET", "/ops/overview")).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost:8000", true)]
    [InlineData("::1", "[::1]:8000", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData("192.168.1.2", "localhost:8000", false)]
    [InlineData("127.0.0.1", "rebound.example.com", false)]
    [InlineData("127.0.0.1", "192.168.1.1:8000", false)]
    public void Both_ends_of_a_local_request_are_this_machine(string remote, string host, bool expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Host = new HostString(host);

        LocalRequest.IsFromHere(context).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Forwarded", false)]
    [InlineData("Via", false)]
    [InlineData("via", false)]
    [InlineData("X-Real-IP", false)]
    [InlineData("X-Forwarded-For", false)]
    [InlineData("X-Forwarded-Host", false)]
    [InlineData("x-forwarded-proto", false)]
    [InlineData("X-Forwarded-Prefix", false)]
    [InlineData("X-Original-Proto", false)]
    [InlineData("Viable", true)]
    public void A_request_that_names_a_proxy_is_not_local(string header, bool expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Host = new HostString("localhost:8000");
        context.Request.Headers[header] = "1";

        LocalRequest.IsFromHere(context).ShouldBe(expected);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://localhost:18888", true)]
    [InlineData("https://dashboard.example.com/aspire", true)]
    [InlineData("dashboard", false)]
    [InlineData("", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://dashboard.example.com/?t=1", false)]
    [InlineData("https://user@dashboard.example.com/", false)]
    public void The_address_of_the_dashboard_is_an_address(string? url, bool expected) =>
        OperationsOptions.IsAddress(url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute)).ShouldBe(expected);
}
