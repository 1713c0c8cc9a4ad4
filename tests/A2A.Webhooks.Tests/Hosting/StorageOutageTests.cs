using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Logging;

namespace A2A.Webhooks.Tests.Hosting;

public sealed class StorageOutageTests : IDisposable
{
    private readonly MovedTime _time = new();
    private readonly LinesOfLog _lines = new();
    private readonly StorageOutage _outage;

    public StorageOutageTests() => _outage = new(_time, new LoggerFactory([_lines]).CreateLogger<StorageOutage>());

    public void Dispose() => _lines.Dispose();

    private IReadOnlyList<string> Told => _lines.Of(typeof(StorageOutage).FullName!); // a class has a name

    [Fact]
    public void A_store_that_goes_stays_away_and_comes_back_is_told_in_one_line_each()
    {
        _outage.Answered();
        for (var second = 0; second < 150; second++)
        {
            _outage.Failed("Redis did not answer.");
            _outage.Failed("Redis did not answer.");
            _time.Moved += TimeSpan.FromSeconds(1);
        }

        _time.Moved += TimeSpan.FromSeconds(6);
        _outage.Answered();
        _outage.Answered();

        Told.Count.ShouldBe(4);
        Told[0].ShouldStartWith("Warning: The storage is away: Redis did not answer.");
        Told[1].ShouldStartWith("Warning: The storage has been away for 00:01:0");
        Told[2].ShouldStartWith("Warning: The storage has been away for 00:02:0");
        Told[3].ShouldStartWith("Information: The storage is back");
    }

    [Fact]
    public void A_store_that_can_be_read_but_not_written_does_not_come_and_go()
    {
        for (var second = 0; second < 20; second++)
        {
            _outage.Failed("Redis can't do 'append' now: OOM.");
            _outage.Answered();
            _time.Moved += TimeSpan.FromSeconds(1);
        }

        Told.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_store_that_goes_again_is_told_again()
    {
        _outage.Failed("once");
        _time.Moved += TimeSpan.FromSeconds(6);
        _outage.Answered();
        _outage.Failed("twice");

        Told.Count.ShouldBe(3);
        Told[2].ShouldContain("twice");
    }
}
