using A2A.Server.Tasks;

namespace A2A.Server.Tests.Tasks;

public sealed class AlarmTests
{
    private readonly Alarm _alarm = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ring_ends_the_wait_that_is_under_way()
    {
        var wait = _alarm.WaitAsync(Timeout.InfiniteTimeSpan, Token);

        _alarm.Ring();

        await wait.WaitAsync(Eventually.Patience, Token);
    }

    [Fact]
    public async Task Rings_before_a_wait_end_that_one_and_no_other()
    {
        _alarm.Ring();
        _alarm.Ring();

        await _alarm.WaitAsync(Timeout.InfiniteTimeSpan, Token).WaitAsync(Eventually.Patience, Token);

        _alarm.WaitAsync(Timeout.InfiniteTimeSpan, Token).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_ring_after_a_wait_whose_time_is_over_ends_the_next_one()
    {
        await _alarm.WaitAsync(TimeSpan.FromMilliseconds(1), Token);

        _alarm.Ring();

        await _alarm.WaitAsync(Timeout.InfiniteTimeSpan, Token).WaitAsync(Eventually.Patience, Token);
    }

    [Fact]
    public async Task A_canceled_wait_throws()
    {
        using var canceled = new CancellationTokenSource();
        var wait = _alarm.WaitAsync(Timeout.InfiniteTimeSpan, canceled.Token);

        await canceled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(wait);
    }
}
