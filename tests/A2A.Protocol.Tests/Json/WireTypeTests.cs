using System.Text.Json;
using System.Text.Json.Serialization;
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

    [Fact]
    public void Every_type_of_the_wire_is_in_some_file()
    {
        var coverage = new MemberCoverage();
        foreach (var (name, type) in GoldenFiles.Types)
        {
            coverage.Visit(JsonDocument.Parse(GoldenFiles.Text(name)).RootElement, type);
        }

        // What the wire has are records with members to set; the rest of these namespaces are constants and translations.
        var types = typeof(AgentTask).Assembly.GetExportedTypes()
            .Where(type => type.Namespace is "A2A.Protocol" or "A2A.Protocol.V03" or "A2A.Protocol.JsonRpc")
            .Where(type => type.IsSealed && !type.IsAbstract && type.IsClass && !type.IsSubclassOf(typeof(JsonSerializerContext)))
            .Select(type => type.Name);

        types.Except(coverage.Types).ShouldBeEmpty();
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
    public void So_many_levels_are_read_and_one_more_is_refused()
    {
        // The task and its metadata are two of them.
        static string Nested(int levels) => "{\"metadata\":{\"deep\":" + new string('[', levels - 2) + new string(']', levels - 2) + "}}";

        JsonSerializer.Deserialize(Nested(A2AJson.MaxDepth), A2AJson.Default.AgentTask).ShouldNotBeNull();
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(Nested(A2AJson.MaxDepth + 1), A2AJson.Default.AgentTask));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z")]
    [InlineData("2026-01-02T05:04:05.6789+02:00", "2026-01-02T03:04:05.678Z")]
    [InlineData("2026-01-01T22:04:05.123456789-05:00", "2026-01-02T03:04:05.123Z")]
    [InlineData("2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.100Z")]
    [InlineData("2026-01-02T03:04:05.123456", "2026-01-02T03:04:05.123Z")]
    [InlineData("2026-01-02T03:04:05", "2026-01-02T03:04:05.000Z")]
    public void Times_are_written_in_UTC_with_milliseconds(string read, string written)
    {
        var status = JsonSerializer.Deserialize($$"""{"timestamp":"{{read}}"}""", V03JsonContext.Wire.V03TaskStatus);

        JsonSerializer.Serialize(status, V03JsonContext.Wire.V03TaskStatus).ShouldBe($$"""{"timestamp":"{{written}}"}""");
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("1767323045")]
    [InlineData("\"2026-13-02T03:04:05Z\"")]
    public void What_is_no_time_is_refused(string time) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize($$"""{"timestamp":{{time}}}""", V03JsonContext.Wire.V03TaskStatus));

    [Theory]
    [InlineData("2", 2)]
    [InlineData("2.0", 2)]
    [InlineData("2e1", 20)]
    [InlineData("-0.0", 0)]
    [InlineData("2147483647.0", int.MaxValue)]
    public void Integers_may_be_written_as_any_number_of_their_value(string written, int value) =>
        JsonSerializer.Deserialize($$"""{"historyLength":{{written}}}""", A2AJson.Default.GetTaskRequest)!.HistoryLength.ShouldBe(value);

    [Theory]
    [InlineData("2.5")]
    [InlineData("2147483648")]
    [InlineData("1e99")]
    [InlineData("\"2\"")]
    [InlineData("true")]
    public void What_is_no_integer_of_32_bits_is_refused(string written) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize($$"""{"historyLength":{{written}}}""", A2AJson.Default.GetTaskRequest));

    [Fact]
    public void Numbers_of_free_data_stay_as_they_were_written()
    {
        const string Json = """{"metadata":{"a":2.0,"b":9223372036854775807,"c":123456789012345678901234567890,"d":1e5,"e":0.1},"messageId":"m","role":"ROLE_USER","parts":[]}""";

        var message = JsonSerializer.Deserialize(Json, A2AJson.Default.Message);

        JsonSerializer.Serialize(message, A2AJson.Default.Message).ShouldContain("""{"a":2.0,"b":9223372036854775807,"c":123456789012345678901234567890,"d":1e5,"e":0.1}""");
    }

    [Theory]
    [InlineData("+/8=")]
    [InlineData("+/8")]
    [InlineData("-_8=")]
    [InlineData("-_8")]
    public void Bytes_are_read_from_either_alphabet_with_or_without_padding(string text)
    {
        var part = JsonSerializer.Deserialize($$"""[{"raw":"{{text}}"}]""", A2AJson.Default.IReadOnlyListPart)![0];

        part.Raw.ShouldBe([0xFB, 0xFF]);
        JsonSerializer.Serialize([part], A2AJson.Default.IReadOnlyListPart).ShouldBe("""[{"raw":"+/8="}]""");
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData("\"****\"")]
    [InlineData("[1]")]
    public void What_is_no_base64_is_refused(string raw) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize($$"""[{"raw":{{raw}}}]""", A2AJson.Default.IReadOnlyListPart));

    [Theory]
    [InlineData("\"TASK_STATE_PAUSED\"")]
    [InlineData("\"completed\"")]
    [InlineData("3")]
    [InlineData("99")]
    public void A_state_without_a_name_is_refused(string state) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize($$"""{"state":{{state}}}""", A2AJson.Default.TaskStatus));

    /// <summary>Walks JSON beside its types and notes which members it has seen.</summary>
    private sealed class MemberCoverage
    {
        private readonly HashSet<string> _seen = [];
        private readonly HashSet<string> _all = [];

        public IReadOnlySet<string> Seen => _seen;

        public HashSet<string> Types { get; } = [];

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
            else if (type.Kind == JsonTypeInfoKind.Dictionary)
            {
                foreach (var entry in json.EnumerateObject())
                {
                    Visit(entry.Value, type.Options.GetTypeInfo(type.ElementType!));
                }
            }
            else if (type.Kind == JsonTypeInfoKind.Object)
            {
                VisitMembers(json, type);
            }
        }

        private void VisitMembers(JsonElement json, JsonTypeInfo type)
        {
            Types.Add(type.Type.Name);
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
