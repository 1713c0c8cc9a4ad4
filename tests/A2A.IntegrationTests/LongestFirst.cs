using A2A.IntegrationTests.Pages;
using Xunit.Sdk;
using Xunit.v3;

namespace A2A.IntegrationTests;

/// <summary>Has the collections that take longest begun first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
        [PageFixture.Name, nameof(ObstacleTests), nameof(ConsoleTests), OneSystem.Name, nameof(KillTests), nameof(SampleClientPaceTests)];

    /// <remarks>Of what xunit queues, another thread takes the oldest, and its own then takes the newest one after the other.</remarks>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        var longestLast = testCollections.OrderByDescending(collection => PlaceOf(collection.TestCollectionDisplayName)).ToList();
        return [longestLast[^1], .. longestLast[..^1]];
    }

    private static int PlaceOf(string collection)
    {
        var place = Array.FindIndex(Longest, name => collection.Contains(name, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
