using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using A2A.Server.Operations;
using A2A.Server.Tests.Http;

namespace A2A.Server.Tests.Operations;

/// <summary>What a browser does at the page of operations: keeps the cookie, sends forms, follows no redirect by itself.</summary>
internal sealed partial class OperatorBrowser(ApiReplica api) : IDisposable
{
    // A browser passes on no trace of its own.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    })
    {
        BaseAddress = api.Client.BaseAddress,
        Timeout = Eventually.Patience,
    };

    /// <summary>The operator's cookie as it goes back; null while there is none.</summary>
    public string? Cookie { get; set; }

    /// <summary>The cookie of the login's form as it goes back; null while there is none.</summary>
    public string? LoginCookie { get; set; }

    /// <summary>The newest <c>Set-Cookie</c> of the operator's cookie.</summary>
    public string? SetCookie { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<(int Status, string Body, HttpResponseMessage Response)> SendAsync(
        string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach (var (name, value) in headers.Append(("Cookie", $"{Cookie ?? "none=1"}; {LoginCookie ?? "none=2"}")))
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        var response = await _client.SendAsync(request, Token);
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            Keep(cookies.ShouldHaveSingleItem());
        }

        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token), response);
    }

    /// <summary>Opens a page as browsers ask for one.</summary>
    public Task<(int Status, string Body, HttpResponseMessage Response)> OpenAsync(string path = "/ops/", params (string Name, string Value)[] headers) =>
        SendAsync("GET", path, null, [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"), .. headers]);

    /// <summary>Opens the login and sends its form.</summary>
    public async Task<(int Status, string Body, HttpResponseMessage Response)> LogInAsync(string key, params (string Name, string Value)[] headers)
    {
        var (_, html, _) = await OpenAsync("/ops/", headers);
        return await SendLoginAsync(key, FormTokenOf(html), headers);
    }

    /// <summary>The token in a login's form.</summary>
    public static string FormTokenOf(string html) => FormToken().Match(html).Groups[1].Value;

    public Task<(int Status, string Body, HttpResponseMessage Response)> SendLoginAsync(
        string key, string token, params (string Name, string Value)[] headers) =>
        SendAsync("POST", "/ops/login", new FormUrlEncodedContent([new("key", key), new("token", token)]), headers);

    /// <summary>What the page is told of its session.</summary>
    public async Task<JsonNode> SessionAsync()
    {
        var (status, body, _) = await SendAsync("GET", "/ops/session");
        status.ShouldBe((int)HttpStatusCode.OK);
        return JsonNode.Parse(body).ShouldNotBeNull();
    }

    /// <summary>Sends a change with the session's token.</summary>
    public async Task<(int Status, string Body, HttpResponseMessage Response)> ChangeAsync(string method, string path) =>
        await SendAsync(method, path, null, (CsrfToken.Header, ((string?)(await SessionAsync())["csrfToken"]).ShouldNotBeNull()));

    private void Keep(string cookie)
    {
        if (cookie.StartsWith($"{OperatorSessions.LoginCookie}=", StringComparison.Ordinal))
        {
            LoginCookie = cookie.Split(';')[0];
        }
        else
        {
            SetCookie = cookie;
            Cookie = cookie.Split(';')[0];
        }
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}

/// <summary>The time of this machine, put forward.</summary>
internal sealed class LaterTime : TimeProvider
{
    public TimeSpan Later { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
}
