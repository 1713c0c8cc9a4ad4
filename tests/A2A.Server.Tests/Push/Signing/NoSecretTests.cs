using System.Collections.Concurrent;
using System.Diagnostics;
using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tests.Http;
using A2A.Webhooks;
using Microsoft.Extensions.Logging;

namespace A2A.Server.Tests.Push.Signing;

/// <summary>Deliveries that succeed, fail and cannot be made, with credentials of all kinds; then logs, spans and graves are searched.</summary>
public sealed class NoSecretTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public NoSecretTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return _scene.DisposeAsync();
    }

    [Fact]
    public async Task No_secret_comes_into_logs_spans_or_graves()
    {
        using var log = new LinesOfLog();
        await using var good = await Endpoint.StartAsync(200);
        await using var bad = await Endpoint.StartAsync(500, 404);
        await using var rude = await Endpoint.StartAsync((_, http) =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        await using var replica = await PushReplica.StartAsync(
            _scene.Redis, builder => builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log),
            ("SigningSecret", "hidden-signing"), ("EarlierSigningSecrets:one", "hidden-earlier"), ("Agents:scripted:TokenSecret", "hidden-token-secret"), ("MaxAttempts", "2"), ("GiveUpRefusalAfter", "00:00:00"),
            ("Circuit:Failures", "1000"));

        foreach (var url in new[] { good.Url, bad.Url, rude.Url, "http://10.0.0.1/hook" })
        {
            foreach (var config in Configs(url + "?key=hidden-query"))
            {
                await _scene.AtRestAsync(await _scene.WorkedAsync(PushScene.Config(url, _ => config), 1));
            }
        }

        var searched = $"{log}\n{string.Join('\n', _spans.Select(Text))}\n{await GravesAsync()}";
        searched.ShouldContain("webhook.deliver");
        searched.ShouldContain("at attempt");
        searched.ShouldContain("Gave up on webhook");
        searched.ShouldNotContain("hidden-");
        foreach (var received in good.All.Concat(bad.All).Concat(rude.All))
        {
            foreach (var header in received.Headers.Where(header => WebhookHeaders.Secret.Contains(header.Name, StringComparer.OrdinalIgnoreCase)))
            {
                searched.ShouldNotContain(header.Value);
            }
        }
    }

    // The last ones could not be registered; they may be stored all the same.
    private static TaskPushNotificationConfig[] Configs(string url)
    {
        var plain = new TaskPushNotificationConfig { Id = "config", Url = url };
        return
        [
            plain,
            plain with { Token = "hidden-token" },
            plain with { Secret = "hidden-secret" },
            plain with { Authentication = new AuthenticationInfo { Scheme = "Bearer", Credentials = "hidden-credentials" } },
            plain with { Token = "hidden-\r\ntoken" },
            plain with { Secret = "whsec_hidden-" },
            plain with { Authentication = new AuthenticationInfo { Scheme = "Bearer", Credentials = "hidden-\ncredentials" } },
        ];
    }

    private async Task<string> GravesAsync()
    {
        List<string> graves = [];
        for (var partition = 0; partition < 16; partition++)
        {
            var entries = await _scene.Storage.Database.StreamRangeAsync(RedisKeys.Dead(partition));
            graves.AddRange(entries.SelectMany(entry => entry.Values.Select(field => field.Value.ToString())));
        }

        return string.Join('\n', graves);
    }

    private static string Text(Activity span) => string.Join(
        '\n',
        [
            span.OperationName, span.DisplayName, span.StatusDescription ?? "", .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
            .. span.Events.SelectMany(happened => happened.Tags.Select(tag => $"{happened.Name} {tag.Key}={tag.Value}")),
        ]);
}
