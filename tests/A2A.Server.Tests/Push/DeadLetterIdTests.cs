using A2A.Server.Push;

namespace A2A.Server.Tests.Push;

public sealed class DeadLetterIdTests
{
    [Theory]
    [InlineData("07-1719412345678-0", true)]
    [InlineData("7-1719412345678-0", false)]
    [InlineData("071719412345678-0", false)]
    [InlineData("07-1719412345678", false)]
    [InlineData("07-*", false)]
    [InlineData("", false)]
    public void An_id_is_a_partition_and_an_entry(string text, bool valid) => DeadLetterId.TryParse(text, out _).ShouldBe(valid);
}
