using A2A.Server.Push;

namespace A2A.Server.Tests.Push;

public sealed class EndpointRatesTests
{
    [Fact]
    public void An_endpoint_gets_its_burst_at_once_and_no_other_pays_for_it()
    {
        using var rates = new EndpointRates(5, () => 0);

        Enumerable.Range(0, 5).Select(_ => rates.Wait("a:80")).ShouldAllBe(wait => wait == null);

        rates.Wait("a:80").ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        rates.Wait("b:80").ShouldBeNull();
    }

    [Fact]
    public async Task After_a_while_there_is_room_again()
    {
        using var rates = new EndpointRates(20, () => 0);
        while (rates.Wait("a:80") is null)
        {
        }

        await Eventually.TrueAsync(() => Task.FromResult(rates.Wait("a:80") is null));
    }

    [Fact]
    public void Those_who_must_wait_are_spread()
    {
        double chance = 0;
        using var rates = new EndpointRates(1, () => chance);
        rates.Wait("a:80");
        var first = rates.Wait("a:80").ShouldNotBeNull();

        chance = 0.9;

        rates.Wait("a:80").ShouldNotBeNull().ShouldBeGreaterThan(first + TimeSpan.FromSeconds(0.5));
    }
}
