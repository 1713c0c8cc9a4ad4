using A2A.Server.Tasks;

namespace A2A.Server.Tests.Tasks;

public sealed class TaskIdTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(255)]
    public void An_id_carries_its_partition(int partition)
    {
        var id = TaskId.New(partition, DateTimeOffset.UtcNow);

        TaskId.TryParse(id.Value, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(id);
        parsed.Partition.ShouldBe(partition);
        Guid.Parse(id.Value).Version.ShouldBe(7);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("task-123")]
    [InlineData("{01a1fd3a-9cee-768f-b1b9-ca6cec4add0b}")]
    [InlineData("01a1fd3a9cee768fb1b9ca6cec4add0b")]
    [InlineData("01a1fd3a-9cee-768f-b1b9-ca6cec4add0b ")]
    public void What_this_server_could_not_have_made_is_no_id(string? text) => TaskId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_key_has_the_same_partition_in_every_run() =>
        new[] { "", "a", "context-1", "✅" }.Select(key => TaskId.PartitionOf(key, 16)).ShouldBe([3, 10, 11, 13]);

    [Fact]
    public void Keys_spread_over_all_partitions() =>
        Enumerable.Range(0, 1000).Select(i => TaskId.PartitionOf($"key-{i}", 16)).Distinct().Count().ShouldBe(16);
}

public sealed class EventCursorTests
{
    [Theory]
    [InlineData("0-0")]
    [InlineData("1732175472123-7")]
    [InlineData("18446744073709551615-18446744073709551615")]
    public void Two_numbers_are_a_cursor(string text)
    {
        EventCursor.TryParse(text, out var cursor).ShouldBeTrue();
        cursor.Value.ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("-1-1")]
    [InlineData("1-2-3")]
    [InlineData("a-b")]
    [InlineData("+-1")]
    [InlineData("99999999999999999999-0")]
    [InlineData("1- 1")]
    public void Anything_else_is_none(string? text) => EventCursor.TryParse(text, out _).ShouldBeFalse();
}
