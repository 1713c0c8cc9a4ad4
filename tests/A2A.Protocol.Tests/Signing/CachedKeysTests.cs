using A2A.Protocol.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Tests.Signing;

/// <summary>Keys are kept as long as they may be, and no key longer than its issuer has it.</summary>
public sealed class CachedKeysTests : IAsyncLifetime
{
    private readonly SteppedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private KeyServer _server = null!; // set before each test
    private CachedJsonWebKeySource _keys = null!; // set before each test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await KeyServer.StartAsync("k1");
        _keys = new CachedJsonWebKeySource(_server.Http, _server.Url, _time);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(null, 300)]
    [InlineData("public", 300)]
    [InlineData("max-age=120", 120)]
    [InlineData("public, max-age=3600, must-revalidate", 3600)]
    [InlineData("max-age=0", 60)]
    [InlineData("max-age=59", 60)]
    [InlineData("no-store", 60)]
    [InlineData("no-cache, max-age=3600", 60)]
    [InlineData("max-age=31536000", 86400)]
    public async Task Keys_are_kept_as_long_as_the_answer_says_within_bounds(string? cacheControl, int seconds)
    {
        _server.Publish(cacheControl, "k1");
        (await FindAsync("k1")).ShouldNotBeNull();

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        (await FindAsync("k1")).ShouldNotBeNull();
        _server.Requests.ShouldBe(1);

        _time.Advance(TimeSpan.FromTicks(1));
        (await FindAsync("k1")).ShouldNotBeNull();
        _server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task The_time_that_an_answer_spent_on_its_way_counts()
    {
        _server.Publish("max-age=600", "k1");
        var answer = _server.Answer;
        _server.Answer = context =>
        {
            context.Response.Headers.Age = "500";
            return answer(context);
        };
        await FindAsync("k1");

        _time.Advance(TimeSpan.FromSeconds(100));
        await FindAsync("k1");

        _server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_key_is_asked_for_once_a_minute()
    {
        await FindAsync("k1");
        _time.Advance(TimeSpan.FromSeconds(60));
        _server.Publish(null, "k1", "k2");

        (await FindAsync("k2")).ShouldNotBeNull();
        _server.Requests.ShouldBe(2);

        _time.Advance(TimeSpan.FromSeconds(1));
        for (var second = 1; second < 60; second++)
        {
            (await Should.ThrowAsync<UntoldKeyException>(() => FindAsync($"guess-{second}"))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(60 - second));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _server.Requests.ShouldBe(2);
        (await FindAsync("guess")).ShouldBeNull();
        _server.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task A_key_that_was_published_after_a_bogus_one_was_asked_for_is_found_as_soon_as_it_may_be()
    {
        (await FindAsync("bogus")).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(2));
        _server.Publish(null, "k2");

        var wait = (await Should.ThrowAsync<UntoldKeyException>(() => FindAsync("k2"))).RetryAfter;
        _time.Advance(wait);

        (await FindAsync("k2")).ShouldNotBeNull();
        _server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_was_asked_for_while_an_earlier_request_was_under_way_is_not_missing_by_its_answer()
    {
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = _server.Answer;
        _server.Answer = async context =>
        {
            arrived.TrySetResult();
            await go.Task;
            await answer(context);
        };
        var first = FindAsync("bogus");
        await arrived.Task.WaitAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(1));

        var later = FindAsync("k2");
        go.SetResult();

        (await first).ShouldBeNull();
        await Should.ThrowAsync<UntoldKeyException>(() => later);
    }

    [Fact]
    public async Task A_key_that_is_no_more_published_is_gone_at_once()
    {
        await FindAsync("k1");
        _server.Publish(null, "k2");
        _time.Advance(TimeSpan.FromMinutes(1));

        (await FindAsync("k2")).ShouldNotBeNull();
        (await FindAsync("k1")).ShouldBeNull();
    }

    [Fact]
    public async Task An_empty_set_is_an_answer()
    {
        await FindAsync("k1");
        _server.Say("""{"keys":[]}""");
        _time.Advance(TimeSpan.FromMinutes(5));

        (await FindAsync("k1")).ShouldBeNull();
    }

    [Fact]
    public async Task While_the_address_fails_the_last_keys_are_used_for_a_day()
    {
        await FindAsync("k1");
        _server.Fail();

        _time.Advance(TimeSpan.FromMinutes(5));
        (await FindAsync("k1")).ShouldNotBeNull();
        (await FindAsync("k1")).ShouldNotBeNull();
        _server.Requests.ShouldBe(2); // one attempt a minute

        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        (await FindAsync("k1")).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMinutes(1));
        (await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"))).Message.ShouldContain("answered 500");
    }

    [Fact]
    public async Task While_the_address_fails_nothing_is_known_of_unknown_keys()
    {
        await FindAsync("k1");
        _server.Fail(503);
        _time.Advance(TimeSpan.FromMinutes(1));

        await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k2"));
        await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k3"));
        (await FindAsync("k1")).ShouldNotBeNull();
        _server.Requests.ShouldBe(2);

        _server.Publish(null, "k1");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await FindAsync("k2")).ShouldBeNull();
    }

    [Fact]
    public async Task Without_any_keys_the_address_is_asked_again_after_five_seconds()
    {
        _server.Fail();
        await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"));
        await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"));
        _server.Requests.ShouldBe(1);

        _server.Publish(null, "k1");
        _time.Advance(TimeSpan.FromSeconds(5));
        (await FindAsync("k1")).ShouldNotBeNull();
    }

    [Fact]
    public async Task All_who_wait_share_one_request()
    {
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = _server.Answer;
        _server.Answer = async context =>
        {
            arrived.TrySetResult();
            await go.Task;
            await answer(context);
        };

        var waiting = Enumerable.Range(0, 32).Select(_ => FindAsync("k1")).ToList();
        await arrived.Task.WaitAsync(Token);
        waiting.Add(FindAsync("k2"));
        using var impatient = new CancellationTokenSource();
        var left = _keys.FindAsync("k1", impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left);
        go.SetResult();

        (await Task.WhenAll(waiting)).Count(key => key is not null).ShouldBe(32);
        _server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_given_up_after_five_seconds()
    {
        var arrived = new TaskCompletionSource();
        _server.Answer = context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var waiting = FindAsync("k1");
        await arrived.Task.WaitAsync(Token);

        _time.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<HttpRequestException>(() => waiting)).Message.ShouldContain("within 5 s");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[]}{}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("<html/>")]
    public async Task What_is_no_key_set_is_a_failure(string body)
    {
        _server.Say(body);

        (await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"))).Message.ShouldContain("something else than a key set");
    }

    [Fact]
    public async Task Keys_of_unknown_forms_are_passed_over()
    {
        _server.Say("""{"keys":[1,{"kty":"OKP","kid":"k1","crv":7},{"kty":"EC","kid":"k1","use":"enc"},{"kty":"EC","kid":"k1","key_ops":["verify"],"x5c":["a"],"x":"right"}],"more":true}""");

        (await FindAsync("k1"))!.X.ShouldBe("right");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/jwk-set+json", true)]
    [InlineData("Application/JSON", true)]
    [InlineData("text/html", false)]
    [InlineData("text/plain", false)]
    public async Task Only_JSON_is_read(string type, bool isRead)
    {
        _server.Say("""{"keys":[]}""", type);

        if (isRead)
        {
            (await FindAsync("k1")).ShouldBeNull();
        }
        else
        {
            (await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"))).Message.ShouldContain("something else than JSON");
        }
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_a_failure()
    {
        const string Empty = """{"keys":[]}""";
        _server.Say(Empty.PadRight(JsonWebKeySetFetch.LongestBody));
        (await FindAsync("k1")).ShouldBeNull();

        _time.Advance(TimeSpan.FromMinutes(5));
        _server.Say(Empty.PadRight(JsonWebKeySetFetch.LongestBody + 1));

        await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"));
    }

    [Fact]
    public async Task Redirects_lead_nowhere_whatever_the_client_does()
    {
        using var following = new HttpClient();
        _server.Answer = context =>
        {
            if (context.Request.Path == "/elsewhere")
            {
                return context.Response.WriteAsJsonAsync(new { keys = Array.Empty<string>() });
            }

            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };

        (await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"))).Message.ShouldContain("answered 302");
        (await Should.ThrowAsync<HttpRequestException>(() => new CachedJsonWebKeySource(following, _server.Url, _time).FindAsync("k1", Token).AsTask()))
            .Message.ShouldContain("AllowAutoRedirect");
    }

    [Fact]
    public async Task A_broken_connection_is_a_failure()
    {
        _server.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        await Should.ThrowAsync<HttpRequestException>(() => FindAsync("k1"));
    }

    [Theory]
    [InlineData("https://id.example", "https://id.example/.well-known/jwks.json")]
    [InlineData("https://id.example/", "https://id.example/.well-known/jwks.json")]
    [InlineData("https://id.example:8443/realm/a/?x=1#y", "https://id.example:8443/realm/a/.well-known/jwks.json")]
    public void Keys_are_by_convention_below_their_issuer(string issuer, string address)
    {
        CachedJsonWebKeySource.AddressOf(new Uri(issuer)).AbsoluteUri.ShouldBe(address);
    }

    [Theory]
    [InlineData("/keys")]
    [InlineData("file:///keys")]
    [InlineData("https://user:password@id.example/keys")]
    public void Keys_come_from_the_web(string address)
    {
        var uri = new Uri(address, UriKind.RelativeOrAbsolute);

        Should.Throw<ArgumentException>(() => new CachedJsonWebKeySource(_server.Http, uri, _time)).Message.ShouldContain("http or https");
        Should.Throw<ArgumentException>(() => CachedJsonWebKeySource.AddressOf(uri)).Message.ShouldContain("http or https");
    }

    private Task<JsonWebKey?> FindAsync(string kid) => _keys.FindAsync(kid, Token).AsTask();
}
