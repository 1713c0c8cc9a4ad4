using A2A.Tests;

namespace A2A.ArchitectureTests;

/// <summary>How the product's sources look.</summary>
public sealed class LineTests
{
    private const int Longest = 140;

    [Fact]
    public void No_line_of_the_products_sources_is_longer_than_140_characters()
    {
        var root = Repository.Folder;
        var sources = Directory.GetDirectories(root, "A2A.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".lua" && !file.Contains("/obj/", StringComparison.Ordinal)
                && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToList();

        sources.Count.ShouldBeGreaterThan(300);
        sources.SelectMany(file => File.ReadLines(file).Select((line, place) => (At: $"{Path.GetRelativePath(root, file)}:{place + 1}", line)))
            .Where(each => each.line.Length > Longest)
            .Select(each => each.At)
            .ShouldBeEmpty();
    }
}
