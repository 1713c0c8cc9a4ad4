using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.WebhookReceiver.Tests;

/// <summary>The listing as a live stream.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private RedisServer _redis = null!; // set before each test
    private Receiver _receiver = null!; // set before each test
    private HttpClient _client = null!; // set before each test

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _receiver = Receiver.Start(_redis.ConnectionString);
        _client = _receiver.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task The_stream_begins_with_what_is_there_and_goes_on_with_what_arrives()
    {
        await PostAsync(1, 2);
        await using var stream = await FollowAsync("/webhook/notifications");

        (await stream.TakeAsync(2)).ShouldBe(["1", "2"]);
        await PostAsync(3);
        (await stream.TakeAsync(1)).ShouldBe(["3"]);
    }

    [Fact]
    public async Task The_headers_leave_at_once_though_nothing_has_arrived()
    {
        await using var stream = await FollowAsync("/webhook/notifications?taskId=none");

        stream.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_is_alive_by_comments_that_end_no_event()
    {
        await using var hurried = Receiver.Start(
            _redis.ConnectionString, services => services.AddSingleton<TimeProvider>(new HurriedTime()));
        await hurried.CreateClient().PostSignedAsync("d-1", """{"taskId":"t-1"}""");
        _client = hurried.CreateClient();
        using var response = await AskAsync("/webhook/notifications");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        List<string?> read = [];
        while (read.Count(line => line == ": heartbeat") < 2)
        {
            read.Add(await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience));
        }

        read.Select(line => line?.Split(' ')[0]).ShouldBe(["data:", "id:", "", ":", ":"]);
    }

    [Fact]
    public async Task A_body_on_several_lines_comes_whole()
    {
        (await _client.PostSignedAsync("d-1", "{\n  \"taskId\": \"t-1\"\r\n}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await using var stream = await FollowAsync("/webhook/notifications");

        (await stream.TakeAsync(1)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_reader_resumes_after_the_last_event_that_it_saw()
    {
        await PostAsync(1, 2, 3);
        await using var stream = await FollowAsync("/webhook/notifications", ("Last-Event-ID", "2"));

        (await stream.TakeAsync(1)).ShouldBe(["3"]);
    }

    [Fact]
    public async Task A_stream_is_refused_while_Redis_is_away_and_begins_with_the_newest_hundred_afterwards()
    {
        await PostAsync([.. Enumerable.Range(1, 101)]);
        await _redis.FreezeAsync();
        using (var refused = await AskAsync("/webhook/notifications"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        }

        await _redis.ThawAsync();
        await Eventually.TrueAsync(async () =>
        {
            await using var stream = await FollowAsync("/webhook/notifications");
            return stream.Response.IsSuccessStatusCode && (await stream.TakeAsync(1)) is ["2"];
        });
    }

    [Fact]
    public async Task Refused_streams_leave_their_places_to_others()
    {
        await _redis.FreezeAsync();
        var refused = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync("/webhook/notifications")));
        refused.ShouldAllBe(response => response.StatusCode == HttpStatusCode.ServiceUnavailable);
        await _redis.ThawAsync();

        await Eventually.TrueAsync(async () =>
        {
            using var open = await AskAsync("/webhook/notifications");
            return open.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task An_open_stream_outlasts_an_outage_of_Redis()
    {
        await PostAsync(1);
        await using var stream = await FollowAsync("/webhook/notifications");
        (await stream.TakeAsync(1)).ShouldBe(["1"]);
        await _redis.FreezeAsync();
        // By then the stream has asked in vain, too.
        (await _client.GetAsync(new Uri("/notifications", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await _redis.ThawAsync();

        await Eventually.TrueAsync(async () => (await _client.PostSignedAsync("d-2", """{"taskId":"even"}""")).StatusCode == HttpStatusCode.OK);
        (await stream.TakeAsync(1)).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_reader_of_all_hears_of_refused_webhooks_and_of_repeated_receipts_by_events_of_their_own()
    {
        await PostAsync(1);
        await _client.PostAsync("/webhook", "{}"u8.ToArray());
        await using var stream = await FollowAsync("/webhook/notifications?all=true");

        (await stream.NextAsync("refused")).Text("cause").ShouldBe("NotGenuine");
        (await stream.NextAsync("message")).Number("receipts").ShouldBe(1);
        await PostAsync(1);
        var receipts = await stream.NextAsync("receipts");
        (receipts.Number("sequence"), receipts.Number("receipts")).ShouldBe((1, 2));
        await _client.PostAsync("/webhook", "{ }"u8.ToArray());
        (await stream.NextAsync("refused")).Number("bytes").ShouldBe(3);
        await PostAsync(2);
        (await stream.NextAsync("message")).Number("sequence").ShouldBe(2);
    }

    [Fact]
    public async Task Other_readers_hear_of_notifications_alone()
    {
        await using var stream = await FollowAsync("/webhook/notifications");
        await _client.PostAsync("/webhook", "{}"u8.ToArray());
        await PostAsync(1, 1);
        await using var all = await FollowAsync("/webhook/notifications?all=true");
        await all.NextAsync("refused");
        await PostAsync(2);

        (await stream.NextAsync("message")).Number("sequence").ShouldBe(1);
        (await stream.NextAsync("message")).Number("sequence").ShouldBe(2);
    }

    [Fact]
    public async Task A_reader_says_how_many_of_those_that_are_there_it_wants()
    {
        await PostAsync(1, 2, 3);
        await using var stream = await FollowAsync("/webhook/notifications?limit=2");

        (await stream.TakeAsync(2)).ShouldBe(["2", "3"]);
    }

    [Fact]
    public async Task Only_the_tasks_webhooks_come_where_one_is_named()
    {
        await using var stream = await FollowAsync("/webhook/notifications?taskId=even&after=0");
        await PostAsync(1, 2, 3, 4);

        (await stream.TakeAsync(2)).ShouldBe(["2", "4"]);
    }

    [Fact]
    public async Task A_webhook_that_another_replica_received_comes_too()
    {
        await using var other = Receiver.Start(_redis.ConnectionString);
        await using var stream = await FollowAsync("/webhook/notifications");
        await other.CreateClient().PostSignedAsync("d-1", """{"taskId":"t-1"}""");

        (await stream.TakeAsync(1)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_hundred_and_first_reader_is_told_to_come_later()
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => FollowAsync("/webhook/notifications")));

        using (var refused = await AskAsync("/webhook/notifications"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }

        await Eventually.TrueAsync(async () =>
        {
            using var again = await AskAsync("/webhook/notifications");
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_stop_of_the_service()
    {
        await using var stream = await FollowAsync("/webhook/notifications");

        await _receiver.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private async Task PostAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            var task = number % 2 == 0 ? "even" : "odd";
            (await _client.PostSignedAsync($"d-{number}", $$"""{"taskId":"{{task}}"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private async Task<Stream> FollowAsync(string path, params (string Name, string Value)[] headers) => new(await AskAsync(path, headers));

    private async Task<HttpResponseMessage> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Silence lasts no longer than a moment.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 100;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(
            callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period > TimeSpan.Zero ? period / 100 : period);
    }

    private sealed class Stream(HttpResponseMessage response) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> _events =
            SseParser.Create(response.Content.ReadAsStream()).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();

        public HttpResponseMessage Response => response;

        /// <summary>The sequences of the next notifications.</summary>
        public async Task<IReadOnlyList<string>> TakeAsync(int count)
        {
            List<string> taken = [];
            while (taken.Count < count && await _events.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
                using var json = JsonDocument.Parse(_events.Current.Data);
                json.RootElement.GetProperty("sequence").GetInt64().ToString().ShouldBe(_events.Current.EventId);
                taken.Add(_events.Current.EventId!);
            }

            return taken;
        }

        /// <summary>The next event, which is of that type.</summary>
        public async Task<JsonElement> NextAsync(string type)
        {
            (await _events.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue();
            _events.Current.EventType.ShouldBe(type);
            return JsonElement.Parse(_events.Current.Data);
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose(); // ends the reading too
            return ValueTask.CompletedTask;
        }
    }
}
