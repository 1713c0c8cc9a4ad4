using System.Globalization;
using System.Net;
using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Push;

public sealed class RetryTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-02T03:04:05Z", CultureInfo.InvariantCulture);
    private static readonly PushOptions Defaults = new();
    private static readonly TaskEvent Event = new(new EventCursor("7-0"), 3, DateTimeOffset.UnixEpoch, default, null);

    [Theory]
    [InlineData(200, "delivered")]
    [InlineData(202, "delivered")]
    [InlineData(204, "delivered")]
    [InlineData(299, "delivered")]
    [InlineData(300, "try-again")]
    [InlineData(301, "try-again")]
    [InlineData(304, "try-again")]
    [InlineData(307, "try-again")]
    [InlineData(400, "try-again")]
    [InlineData(401, "try-again")]
    [InlineData(404, "try-again")]
    [InlineData(408, "try-again")]
    [InlineData(409, "try-again")]
    [InlineData(410, "ended")]
    [InlineData(413, "try-again")]
    [InlineData(425, "try-again")]
    [InlineData(429, "try-again")]
    [InlineData(500, "try-again")]
    [InlineData(503, "try-again")]
    [InlineData(599, "try-again")]
    public void A_status_decides_what_an_attempt_was(int status, string name) =>
        DeliveryOutcome.From((HttpStatusCode)status).Name.ShouldBe(name);

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 7 ", 7)]
    [InlineData("Fri, 02 Jan 2026 03:05:05 GMT", 60)]
    [InlineData("99999999999999999999", 365 * 86400)]
    [InlineData("999999999", 365 * 86400)]
    public void Retry_after_is_read_when_it_means_a_later_time(string text, int seconds) =>
        RetryAfterHeader.Parse(text, Now).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("soon")]
    [InlineData("٣")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Fri, 02 Jan 2026 03:04:05 GMT")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("Fri, 32 Jan 2026 03:05:05 GMT")]
    public void Retry_after_that_means_nothing_is_ignored(string? text) => RetryAfterHeader.Parse(text, Now).ShouldBeNull();

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 30)]
    [InlineData(3, 90)]
    [InlineData(8, 21_870)]
    [InlineData(9, 43_200)]
    [InlineData(1000, 43_200)]
    public void Delays_grow_threefold_up_to_the_longest(int failed, double seconds) =>
        Schedule(jitter: 0.5).Delay(failed, wish: null).TotalSeconds.ShouldBe(seconds, tolerance: 0.001);

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 12)]
    public void Chance_spreads_delays_by_a_fifth(double jitter, double seconds) =>
        Schedule(jitter).Delay(1, wish: null).TotalSeconds.ShouldBe(seconds, tolerance: 0.001);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Nothing_is_tried_earlier_than_the_receiver_said(double jitter)
    {
        Schedule(jitter).Delay(1, TimeSpan.FromMinutes(7)).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(7));
        Schedule(jitter).Delay(1, TimeSpan.FromMinutes(7)).ShouldBeLessThan(TimeSpan.FromMinutes(8));
        Schedule(jitter).Delay(5, TimeSpan.FromSeconds(1)).ShouldBeGreaterThan(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void What_a_receiver_asks_for_is_capped() =>
        Schedule(jitter: 0).Delay(1, TimeSpan.FromDays(365)).ShouldBe(Defaults.LongestDelay);

    [Fact]
    public void All_attempts_take_about_a_day()
    {
        var all = Enumerable.Range(1, Defaults.MaxAttempts - 1).Sum(failed => Schedule(jitter: 0.5).Delay(failed, wish: null).TotalHours);

        all.ShouldBeInRange(18, 26);
    }

    [Fact]
    public void Each_outcome_has_one_consequence()
    {
        Decide(new DeliveryOutcome.Delivered(), 1).ShouldBe(new Settlement.Advance(Event.Cursor));
        Decide(new DeliveryOutcome.TryAgain("HTTP 503"), 9).ShouldBeOfType<Settlement.Retry>().Reason.ShouldBe("HTTP 503");
        Decide(new DeliveryOutcome.TryAgain("HTTP 503"), 10).ShouldBe(new Settlement.Bury(Event.Cursor, 3, 10, "HTTP 503") { Fault = DeliveryFault.Outage });
        Decide(new DeliveryOutcome.GiveUp("denied"), 1).ShouldBe(new Settlement.Bury(Event.Cursor, 3, 1, "denied"));
        Decide(new DeliveryOutcome.Ended("HTTP 410"), 1).ShouldBe(new Settlement.End(Event.Cursor, "HTTP 410"));
    }

    [Fact]
    public void What_could_not_be_sent_for_long_enough_is_buried_with_attempts_left()
    {
        Decide(new DeliveryOutcome.TryAgain("HTTP 503"), 3, Defaults.GiveUpAfter - TimeSpan.FromSeconds(1)).ShouldBeOfType<Settlement.Retry>();
        Decide(new DeliveryOutcome.TryAgain("HTTP 503"), 3, Defaults.GiveUpAfter)
            .ShouldBe(new Settlement.Bury(Event.Cursor, 3, 3, "not delivered within 1.00:00:00; the last reason: HTTP 503") { Fault = DeliveryFault.Outage });
        Decide(new DeliveryOutcome.Delivered(), 3, Defaults.GiveUpAfter).ShouldBeOfType<Settlement.Advance>();
    }

    [Theory]
    [InlineData(503, 24 * 60)]
    [InlineData(408, 24 * 60)]
    [InlineData(429, 24 * 60)]
    [InlineData(301, 60)]
    [InlineData(302, 60)]
    [InlineData(401, 60)]
    [InlineData(403, 60)]
    [InlineData(404, 60)]
    [InlineData(405, 60)]
    [InlineData(409, 60)]
    [InlineData(400, 1)]
    [InlineData(413, 1)]
    [InlineData(415, 1)]
    [InlineData(422, 1)]
    public void Each_answer_is_tried_again_for_its_time_and_last_at_the_end_of_it(int status, int minutes)
    {
        var outcome = DeliveryOutcome.From((HttpStatusCode)status);
        var window = TimeSpan.FromMinutes(minutes);

        Decide(outcome, 1).ShouldBeOfType<Settlement.Retry>().Delay.ShouldBe(TimeSpan.FromSeconds(10));
        Decide(outcome, 5, window - TimeSpan.FromSeconds(3)).ShouldBeOfType<Settlement.Retry>().Delay.ShouldBe(TimeSpan.FromSeconds(3));
        Decide(outcome, 5, window).ShouldBeOfType<Settlement.Bury>().Reason.ShouldStartWith($"not delivered within {window}; the last reason: HTTP {status}");
    }

    [Fact]
    public void A_receiver_that_asks_for_patience_gets_it_beyond_the_end_of_the_time() =>
        Decide(DeliveryOutcome.From(HttpStatusCode.NotFound, TimeSpan.FromHours(2)), 1).ShouldBeOfType<Settlement.Retry>()
            .Delay.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(2));

    [Theory]
    [InlineData(404, DeliveryFault.Outage)]
    [InlineData(404, DeliveryFault.Content)]
    [InlineData(422, DeliveryFault.Outage)]
    [InlineData(400, DeliveryFault.Refusal)]
    public void A_refusal_after_another_fault_has_its_whole_time_however_long_that_was(int status, object before)
    {
        var outcome = DeliveryOutcome.From((HttpStatusCode)status);

        Schedule(jitter: 0.5).Decide(outcome, Event, 5, Due(5, TimeSpan.FromHours(5), (DeliveryFault)before)).ShouldBeOfType<Settlement.Retry>();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(422)]
    public void A_time_of_zero_gives_up_at_the_first_answer(int status)
    {
        var options = new PushOptions { GiveUpRefusalAfter = TimeSpan.Zero, GiveUpContentAfter = TimeSpan.Zero };

        var outcome = DeliveryOutcome.From((HttpStatusCode)status).ShouldBeOfType<DeliveryOutcome.TryAgain>();

        new RetrySchedule(options, () => 0.5).Decide(outcome, Event, 1, Due(1, TimeSpan.Zero, null))
            .ShouldBe(new Settlement.Bury(Event.Cursor, 3, 1, $"HTTP {status}") { Fault = outcome.Fault });
    }

    private static Settlement Decide(DeliveryOutcome outcome, int attempt, TimeSpan? unsent = null) =>
        Schedule(jitter: 0.5).Decide(outcome, Event, attempt, Due(attempt, unsent ?? TimeSpan.Zero, (outcome as DeliveryOutcome.TryAgain)?.Fault));

    private static DueEvent Due(int attempt, TimeSpan unsent, DeliveryFault? fault) => new(Replay: null, attempt - 1, unsent, fault, unsent);

    private static RetrySchedule Schedule(double jitter) => new(Defaults, () => jitter);
}
