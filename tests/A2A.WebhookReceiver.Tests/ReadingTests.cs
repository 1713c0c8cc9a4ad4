using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace A2A.WebhookReceiver.Tests;

/// <summary>Who may read what was received, and what every answer says to browsers.</summary>
public sealed class ReadingTests
{
    private const string Nowhere = "127.0.0.1:1";
    private const string Key = "a-key-for-whoever-reads";

    [Theory]
    [InlineData("/webhook/notifications")]
    [InlineData("/notifications")]
    [InlineData("/webhook/refused")]
    public async Task With_a_read_key_listings_are_for_those_who_have_it(string path)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var receiver = Receiver.Start(redis.ConnectionString, ("Webhooks:ReadKey", Key));

        (await GetAsync(receiver, path, Key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var wrong in new[] { null, "", Key + "x", Key.ToUpperInvariant() })
        {
            var refused = await GetAsync(receiver, path, wrong);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            refused.Headers.WwwAuthenticate.ToString().ShouldContain("X-API-Key");
            (await refused.Content.ReadAsStringAsync()).ShouldNotContain(Key);
        }
    }

    [Fact]
    public async Task Senders_need_no_read_key()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var receiver = Receiver.Start(redis.ConnectionString, ("Webhooks:ReadKey", Key));

        (await receiver.CreateClient().PostSignedAsync("d-1", """{"taskId":"t"}""", "/webhook/notifications")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Production", null, true)]
    [InlineData("Production", Key, false)]
    [InlineData("Development", null, false)]
    public async Task Open_listings_in_production_are_a_warning(string environment, string? key, bool isWarned)
    {
        using var warnings = new Warnings();
        (string, string)[] settings = key is null ? [("environment", environment)] : [("environment", environment), ("Webhooks:ReadKey", key)];

        await using (Receiver.Start(Nowhere, services => services.AddSingleton<ILoggerProvider>(warnings), settings))
        {
            warnings.Texts.Any(text => text.Contains("Webhooks:ReadKey", StringComparison.Ordinal)).ShouldBe(isWarned);
        }
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/alive", HttpStatusCode.OK)]
    [InlineData("/webhook/notifications?limit=x", HttpStatusCode.BadRequest)]
    [InlineData("/webhook/notifications", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Every_answer_says_that_it_is_data_and_not_to_be_kept(string path, HttpStatusCode status)
    {
        await using var receiver = Receiver.Start(Nowhere);

        using var response = await receiver.CreateClient().GetAsync(path);

        response.StatusCode.ShouldBe(status);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    private static async Task<HttpResponseMessage> GetAsync(Receiver receiver, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        }

        return await receiver.CreateClient().SendAsync(request);
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
