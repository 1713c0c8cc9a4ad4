using System.Text.RegularExpressions;
using A2A.Tests;

namespace A2A.ArchitectureTests;

/// <summary>What docs/interop.md says rests on tests that exist.</summary>
public sealed partial class InteropDocumentTests
{
    [Fact]
    public void Every_test_that_the_document_names_exists()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Folder, "tests"), "*.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file)!, File.ReadAllText);

        var named = NamesOfTests().Matches(Document)
            .Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value))
            .ToList();

        named.Count.ShouldBeGreaterThan(60);
        named.Where(test => !sources[test.Class].Any(source => Regex.IsMatch(source, $@"public (async )?(Task|void) {test.Method}\(")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_row_says_what_it_rests_on()
    {
        var rows = Document[..Document.IndexOf("## Promises", StringComparison.Ordinal)].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.EndsWith("| by |", StringComparison.Ordinal))
            .ToList();

        rows.Count.ShouldBeGreaterThan(20);
        rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries)[^2]).Where(by => !Grounds().IsMatch(by)).ShouldBeEmpty();
    }

    private static string Document => File.ReadAllText(Path.Combine(Repository.Folder, "docs", "interop.md"));

    /// <summary>As in <c>`StreamTests.In_1_0_an_event_leaves_in_one_chunk`</c>.</summary>
    [GeneratedRegex(@"`(?<class>\w+(Tests|Contract))\.(?<method>\w+)`")]
    private static partial Regex NamesOfTests();

    [GeneratedRegex("^(recorded|tests? `)")]
    private static partial Regex Grounds();
}
