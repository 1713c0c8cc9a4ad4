// Each collection runs a whole system of its own, and waits much of the time: three at once.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace A2A.IntegrationTests;

/// <summary>Tests that share one running system because they leave it as it was.</summary>
[CollectionDefinition(Name)]
public sealed class OneSystem : ICollectionFixture<AppHostFixture>
{
    public const string Name = "one system";
}
