using System.Text.RegularExpressions;
using A2A.Tests;

namespace A2A.ArchitectureTests;

/// <summary>Every line of the products' logs has an event's number and name, by which it can be filtered and found.</summary>
public sealed partial class LogEventTests
{
    [Fact]
    public void Every_log_message_has_a_number_and_a_name_of_its_own()
    {
        var messages = Directory.GetDirectories(Repository.Folder, "A2A.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Attributes().Matches(File.ReadAllText(file)))
            .Select(match => (Number: match.Groups["number"].Value, Name: match.Groups["name"].Value, match.Value))
            .ToList();

        messages.Count.ShouldBeGreaterThan(50);
        messages.Where(message => message.Number.Length == 0 || message.Name.Length == 0).Select(message => message.Value).ShouldBeEmpty();
        messages.Select(message => message.Number).ShouldBeUnique();
        messages.Select(message => message.Name).ShouldBeUnique();
    }

    [GeneratedRegex("""\[LoggerMessage\(\s*(EventId = (?<number>\d+), EventName = "(?<name>\w+)")?""")]
    private static partial Regex Attributes();
}
