using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Tests.Tasks;

public sealed class LocalSlotsTests
{
    [Fact]
    public void No_more_places_are_taken_than_there_are()
    {
        var slots = new LocalSlots();
        slots.Release(3);

        var taken = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref taken, slots.TryTake() ? 1 : 0));

        taken.ShouldBe(3);
        slots.Free.ShouldBe(0);
    }

    [Fact]
    public void A_place_given_back_can_be_taken_again()
    {
        var slots = new LocalSlots();
        slots.Release();
        slots.TryTake().ShouldBeTrue();
        slots.TryTake().ShouldBeFalse();

        slots.Release();

        slots.TryTake().ShouldBeTrue();
    }

    [Fact]
    public void After_closing_no_place_is_had_even_when_one_is_given_back()
    {
        var slots = new LocalSlots();
        slots.Release(2);

        slots.Close();
        slots.Release();

        slots.TryTake().ShouldBeFalse();
    }
}
