using A2A.Server.Push.Keys;

namespace A2A.Server.Tests.Push.Keys;

/// <summary>Times are minutes; keys are named by letters in the order in which they were made.</summary>
public sealed class KeyScheduleTests
{
    private static readonly KeySchedule Schedule = new(RotateEvery: TimeSpan.FromMinutes(100), PublishAhead: TimeSpan.FromMinutes(10), KeepRetired: TimeSpan.FromMinutes(20));
    private static readonly DateTimeOffset Zero = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Theory]
    [InlineData("a0", 0, "a")]
    [InlineData("a0", 1000, "a")]
    [InlineData("a0 b100", 99, "a")]
    [InlineData("a0 b100", 100, "b")]
    [InlineData("b100 a0", 100, "b")]
    [InlineData("a0 b100 c200", 150, "b")]
    [InlineData("a0 b100 c200", 1000, "c")]
    [InlineData("a0", -500, "a")] // the clock was put back
    [InlineData("b100 a0", -500, "a")]
    [InlineData("b5 a5", 5, "b")] // at the same time: the same one at every replica
    public void The_newest_key_whose_time_has_come_signs(string keys, int now, string signs) =>
        KeySchedule.Current(Keys(keys), At(now)).Kid.ShouldBe(signs);

    [Theory]
    [InlineData("a0", 0, "a:Current:-")]
    [InlineData("a0 b100", 90, "a:Current:120 b:Next:-")]
    [InlineData("a0 b100", 100, "b:Current:- a:Retired:120")]
    [InlineData("a0 b100", 119, "b:Current:- a:Retired:120")]
    [InlineData("a0 b100", 120, "b:Current:-")]
    [InlineData("a0 b100 c110 d120", 115, "c:Current:140 d:Next:- b:Retired:130 a:Retired:120")]
    [InlineData("a0 b100 c110 d120", 125, "d:Current:- c:Retired:140 b:Retired:130")]
    public void A_key_is_published_before_and_after_its_time(string keys, int now, string published) => string.Join(
            ' ',
            Schedule.Published(Keys(keys), At(now)).Select(key => $"{key.Key.Kid}:{key.State}:{(key.PublishedUntil is { } until ? (until - Zero).TotalMinutes : "-")}"))
        .ShouldBe(published);

    [Theory]
    [InlineData("a0", 89, false)]
    [InlineData("a0", 90, true)]
    [InlineData("a0", 5000, true)]
    [InlineData("a0 b100", 95, false)]
    [InlineData("a0 b100", 189, false)]
    [InlineData("a0 b100", 190, true)]
    [InlineData("a0", -500, false)]
    public void The_next_key_is_published_so_early_that_it_signs_when_the_time_of_the_current_one_is_over(string keys, int now, bool isTime) =>
        Schedule.IsTimeToRotate(Keys(keys), At(now)).ShouldBe(isTime);

    [Fact]
    public void A_retired_key_stays_until_its_last_token_has_expired_and_nobody_keeps_its_cards()
    {
        var options = new SigningOptions { TokenLifetime = TimeSpan.FromMinutes(2), PublishAhead = TimeSpan.FromMinutes(15) };

        options.KeepRetired.ShouldBe(TimeSpan.FromMinutes(22));
    }

    private static DateTimeOffset At(int minute) => Zero.AddMinutes(minute);

    private static List<SigningKey> Keys(string text) => text.Split(' ')
        .Select(key => new SigningKey(key[..1], Zero, At(int.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture)), [])).ToList();
}
