using System.Text.RegularExpressions;
using A2A.Server.Http;
using A2A.Server.Tests.Http.Callers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Http;

/// <summary>What every answer tells browsers.</summary>
public sealed partial class SecurityHeaderTests(KeyedApi keyed) : IClassFixture<KeyedApi>
{
    [Theory]
    [InlineData(null)]
    [InlineData(KeyedApi.Alice)]
    public async Task Every_route_answers_with_them_whether_it_lets_in_or_not(string? key)
    {
        var routes =
            from endpoint in keyed.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            select (method, Parameter().Replace($"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", "none")); // every route that is mapped has a text
        (string, string)[] nowhere = [("GET", "/no/such/address"), ("PUT", "/"), ("GET", "/tasks?A2A-Version=9")];

        foreach (var (method, path) in routes.Concat(nowhere))
        {
            using var response = await keyed.Api.SendAsync(new HttpMethod(method), path, method == "POST" ? "no json" : null, key is null ? [] : [("X-API-Key", key)]);

            var what = $"{method} {path} {(int)response.StatusCode}";
            Of(response, "X-Content-Type-Options").ShouldBe("nosniff", what);
            Of(response, "Referrer-Policy").ShouldBe("no-referrer", what);
            Of(response, "Content-Security-Policy").ShouldBe("default-src 'none'; frame-ancestors 'none'", what);
            Of(response, "Cache-Control").ShouldNotBeNullOrEmpty(what);
            response.Headers.Contains("Server").ShouldBeFalse(what);
            response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse(what);
        }
    }

    [Theory]
    [InlineData("/.well-known/agent-card.json", null, "public, max-age=300")]
    [InlineData("/openapi/ops.json", null, "public, max-age=300")]
    [InlineData("/tasks", null, "no-store")]
    [InlineData("/agents/nobody/.well-known/agent-card.json", null, "no-store")]
    [InlineData("/v1/tasks", KeyedApi.Alice, "no-store")]
    [InlineData("/ops/nothing", KeyedApi.Operator, "no-store")]
    public async Task What_may_be_kept_is_what_its_route_says(string path, string? key, string expected)
    {
        using var response = await keyed.Api.GetAsync(path, key is null ? [] : [("X-API-Key", key)]);

        Of(response, "Cache-Control").ShouldBe(expected);
    }

    [Fact]
    public async Task A_stream_keeps_its_own_word_on_caching()
    {
        using var response = await keyed.Api.SendAsync(
            HttpMethod.Post, "/", ApiServer.Request("message/stream", ApiServer.Say("be quick")), ("X-API-Key", KeyedApi.Alice));

        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        Of(response, "Cache-Control").ShouldBe("no-cache");
        Of(response, "X-Content-Type-Options").ShouldBe("nosniff");
    }

    [Theory]
    [InlineData("https", "agents.example", "max-age=31536000")]
    [InlineData("http", "agents.example", "")]
    [InlineData("https", "localhost", "")]
    [InlineData("https", "127.0.0.1", "")]
    public void Browsers_are_kept_to_https_where_they_came_by_it(string scheme, string host, string expected)
    {
        var context = new DefaultHttpContext();
        (context.Request.Scheme, context.Request.Host) = (scheme, new HostString(host, 8443));

        SecurityHeaders.Add(context);

        context.Response.Headers.StrictTransportSecurity.ToString().ShouldBe(expected);
    }

    private static string? Of(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    [GeneratedRegex(@"\{[^}]+}")]
    private static partial Regex Parameter();
}
