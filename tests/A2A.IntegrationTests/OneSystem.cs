// Each of these tests runs a whole system: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace A2A.IntegrationTests;

/// <summary>Tests that share one running system because they break nothing.</summary>
[CollectionDefinition(Name)]
public sealed class OneSystem : ICollectionFixture<AppHostFixture>
{
    public const string Name = "one system";
}
