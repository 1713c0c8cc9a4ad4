using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;
using A2A.Protocol.Tests.Golden;
using A2A.Protocol.V03;

namespace A2A.Protocol.Tests.Json;

public sealed class WireTypeTests
{
    public static TheoryData<string> Names => [.. GoldenFiles.Types.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_read_is_written_again(string name) => GoldenFiles.Read<object>(name).ShouldBeOnTheWire(name);

    [Fact]
    public void Every_file_is_tested() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(GoldenFiles.Types.Keys, ignoreOrder: true);

    [Fact]
    public void Every_member_of_every_type_is_in_some_file()
    {
        var coverage = new MemberCoverage();
        foreach (var (name, type) in GoldenFiles.Types)
        {
            coverage.Visit(JsonDocument.Parse(GoldenFiles.Text(name)).RootElement, type);
        }

        coverage.Seen.ShouldContain("Part.mediaType");
        coverage.Missing.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"id":"t","tomorrow":{"a":[1]}}""")]
    [InlineData("""{"id":"t","artifacts":null}""")]
    [InlineData("""{"id":"t","contextId":null,"status":null}""")]
    public void Unknown_and_null_members_are_as_if_absent(string json)
    {
        var task = JsonSerializer.Deserialize(json, A2AJson.Default.AgentTask)!;

        task.Id.ShouldBe("t");
        JsonSerializer.Serialize(task, A2AJson.Default.AgentTask)
            .ShouldBe("""{"id":"t","contextId":"","status":{"state":"TASK_STATE_UNSPECIFIED"}}""");
    }

    [Fact]
    public void Members_that_cannot_be_null_never_are()
    {
        foreach (var json in (string[])["{}", """{"messageId":null,"parts":null}"""])
        {
            var message = JsonSerializer.Deserialize(json, A2AJson.Default.Message)!;

            message.MessageId.ShouldBe("");
            message.Parts.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Duplicate_members_are_refused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize("""{"id":"a","id":"b"}""", A2AJson.Default.AgentTask));

    [Fact]
    public void More_than_64_levels_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 65)) + string.Concat(Enumerable.Repeat("]", 65));

        Should.Throw<JsonException>(() => JsonSerializer.Deserialize($$"""{"metadata":{{deep}}}""", A2AJson.Default.AgentTask));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z")]
    [InlineData("2026-01-02T05:04:05.6789+02:00", "2026-01-02T03:04:05.678Z")]
    public void Times_are_written_in_UTC_with_milliseconds(string read, string written)
    {
        var status = JsonSerializer.Deserialize($$"""{"timestamp":"{{read}}"}""", V03JsonContext.Wire.V03TaskStatus);

        JsonSerializer.Serialize(status, V03JsonContext.Wire.V03TaskStatus).ShouldBe($$"""{"timestamp":"{{written}}"}""");
    }

    /// <summary>Walks JSON beside its types and notes which members it has seen.</summary>
    private sealed class MemberCoverage
    {
        private readonly HashSet<string> _seen = [];
        private readonly HashSet<string> _all = [];

        public IReadOnlySet<string> Seen => _seen;

        public IEnumerable<string> Missing => _all.Except(_seen).Order();

        public void Visit(JsonElement json, JsonTypeInfo type)
        {
            if (type.Kind == JsonTypeInfoKind.Enumerable)
            {
                foreach (var item in json.EnumerateArray())
                {
                    Visit(item, type.Options.GetTypeInfo(type.ElementType!));
                }
            }
            else if (type.Kind == JsonTypeInfoKind.Object)
            {
                VisitMembers(json, type);
            }
        }

        private void VisitMembers(JsonElement json, JsonTypeInfo type)
        {
            // What is not serialized has neither getter nor setter in the metadata.
            foreach (var member in type.Properties.Where(p => p.Get is not null))
            {
                var name = $"{type.Type.Name}.{member.Name}";
                _all.Add(name);
                if (json.TryGetProperty(member.Name, out var value))
                {
                    _seen.Add(name);
                    Visit(value, type.Options.GetTypeInfo(member.PropertyType));
                }
            }
        }
    }
}
