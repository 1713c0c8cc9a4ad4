using System.Net;
using System.Text.RegularExpressions;

namespace A2A.WebhookReceiver.Tests;

/// <summary>The page that browsers get, its files, and what everybody else gets in its place.</summary>
public sealed partial class PageTests : IAsyncLifetime
{
    private const string Chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly Receiver _receiver = Receiver.Start("127.0.0.1:1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [InlineData(Chromium)]
    [InlineData("text/html")]
    [InlineData("TEXT/HTML; charset=utf-8, application/json;q=0.9")]
    public async Task Whoever_accepts_html_gets_the_page(string accept)
    {
        using var response = await GetAsync("/", accept);

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        response.Headers.Vary.ShouldBe(["Accept"]);
        (await response.Content.ReadAsStringAsync(Token)).ShouldStartWith("<!doctype html>");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("application/json, text/html;q=0.5")]
    [InlineData("application/json, text/html;q=0")]
    [InlineData("text/*")]
    [InlineData("not a type")]
    public async Task Everybody_else_gets_the_services_name_as_JSON(string? accept)
    {
        using var response = await GetAsync("/", accept);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Headers.Vary.ShouldBe(["Accept"]);
        response.Headers.CacheControl!.ToString().ShouldBe("no-store");
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; frame-ancestors 'none'"]);
        (await response.Content.ReadAsStringAsync(Token)).ShouldContain("\"service\":\"webhook-receiver\"");
    }

    [Fact]
    public async Task The_page_and_each_file_that_its_parts_name_are_there_under_a_strict_policy()
    {
        var html = await (await GetAsync("/", Chromium)).Content.ReadAsStringAsync(Token);
        HashSet<string> names = [.. Reference().Matches(html).Select(match => match.Groups[1].Value)];
        for (var before = 0; before < names.Count;)
        {
            before = names.Count;
            foreach (var script in names.Where(name => name.EndsWith(".js", StringComparison.Ordinal)).ToList())
            {
                var text = await _receiver.CreateClient().GetStringAsync(new Uri(script, UriKind.Relative), Token);
                names.UnionWith(Import().Matches(text).Select(match => "page/" + match.Groups[1].Value));
            }
        }

        names.ShouldContain("page/page.css");
        names.ShouldContain("page/favicon.svg");
        names.ShouldContain("page/notice.js");
        foreach (var name in names)
        {
            using var response = await GetAsync(name, "*/*");
            response.StatusCode.ShouldBe(HttpStatusCode.OK, name);
            response.Content.Headers.ContentType!.MediaType.ShouldBe(TypeOf(name));
            response.Headers.CacheControl!.ToString().ShouldBe("no-cache");
            response.Headers.GetValues("Content-Security-Policy").ShouldBe([Policy]);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        }
    }

    [Theory]
    [InlineData("/", Chromium)]
    [InlineData("/page/page.js", "*/*")]
    public async Task A_browser_that_has_a_file_is_told_that_it_has_not_changed(string path, string accept)
    {
        using var first = await GetAsync(path, accept);

        using var second = await GetAsync(path, accept, ("If-None-Match", first.Headers.ETag!.ToString()));

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_knows_the_dashboard_and_its_address_cannot_become_markup()
    {
        await using var receiver = Receiver.Start("127.0.0.1:1", ("Webhooks:DashboardUrl", "https://d.example/\"><b>/"));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept", "text/html" } } };
        var html = await (await receiver.CreateClient().SendAsync(request, Token)).Content.ReadAsStringAsync(Token);

        html.ShouldContain("data-dashboard=\"https://d.example/&quot;&gt;&lt;b&gt;\"");
    }

    [Fact]
    public async Task Without_a_dashboard_the_page_knows_none() =>
        (await (await GetAsync("/", "text/html")).Content.ReadAsStringAsync(Token)).ShouldContain("data-dashboard=\"\"");

    [Fact]
    public async Task The_page_itself_needs_no_read_key_because_it_holds_nothing_that_arrived()
    {
        await using var receiver = Receiver.Start("127.0.0.1:1", ("Webhooks:ReadKey", "a-key-for-whoever-reads"));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept", "text/html" } } };

        (await receiver.CreateClient().SendAsync(request, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? accept, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in accept is null ? headers : [("Accept", accept), .. headers])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _receiver.CreateClient().SendAsync(request, Token);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css",
        ".js" => "text/javascript",
        _ => "image/svg+xml",
    };

    [GeneratedRegex("(?:href|src)=\"(page/[^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("from \"\\./([^\"]+)\"")]
    private static partial Regex Import();
}
