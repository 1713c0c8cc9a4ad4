using A2A.Server.Tasks;

namespace A2A.Server.Tests.Tasks;

public sealed class LocalSlotsTests
{
    [Fact]
    public void No_more_places_are_taken_than_there_are()
    {
        var slots = Open(3);

        var taken = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref taken, slots.TryTake() ? 1 : 0));

        taken.ShouldBe(3);
        (slots.Free, slots.Taken).ShouldBe((0, 3));
    }

    [Fact]
    public void A_place_given_back_can_be_taken_again()
    {
        var slots = Open(1);
        slots.TryTake().ShouldBeTrue();
        slots.TryTake().ShouldBeFalse();

        slots.Release();

        slots.TryTake().ShouldBeTrue();
    }

    [Fact]
    public void Before_it_is_open_no_place_is_had() => new LocalSlots().TryTake().ShouldBeFalse();

    [Fact]
    public async Task After_closing_no_place_is_had_and_the_end_is_when_all_are_given_back()
    {
        var slots = Open(2);
        slots.TryTake().ShouldBeTrue();

        var drained = slots.CloseAsync();
        slots.TryTake().ShouldBeFalse();
        drained.IsCompleted.ShouldBeFalse();
        slots.Release();

        await drained.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        slots.TryTake().ShouldBeFalse();
    }

    private static LocalSlots Open(int places)
    {
        var slots = new LocalSlots();
        slots.Open(() => places);
        return slots;
    }
}
