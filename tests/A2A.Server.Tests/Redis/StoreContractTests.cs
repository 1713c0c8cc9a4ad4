using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

/// <summary>The contract of the storage port knows no store, and this one keeps all of it.</summary>
public sealed class StoreContractTests
{
    public static TheoryData<string> Contracts => [.. All().Select(contract => contract.Name)];

    [Fact]
    public void The_contract_does_not_mention_redis()
    {
        var files = Directory.GetFiles(Path.Combine(Root(), "tests", "A2A.Server.Tests", "Store"), "*.cs", SearchOption.AllDirectories);

        files.Length.ShouldBeGreaterThan(All().Count());
        files.Where(file => File.ReadAllText(file).Contains("redis", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Every_part_of_the_contract_is_checked_against_redis(string contract) =>
        typeof(RedisFixture).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(RedisFixture).Namespace && type.BaseType?.Name == contract)
            .ShouldHaveSingleItem().IsSealed.ShouldBeTrue();

    private static IEnumerable<Type> All() => typeof(StoreFixture).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(StoreFixture).Namespace && type.Name.EndsWith("Contract", StringComparison.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "A2AAspire.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("A2AAspire.sln lies in no folder above.");
        }

        return folder.FullName;
    }
}
