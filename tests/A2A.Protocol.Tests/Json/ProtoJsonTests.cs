using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;
using A2A.Protocol.Tests.Golden;
using A2A.Protocol.V03;
using A2A.Protocol.V03.Proto;

namespace A2A.Protocol.Tests.Json;

/// <summary>What others send is read as protobuf's JSON mapping reads it.</summary>
public sealed class ProtoJsonTests
{
    [Fact]
    public void Fields_are_read_by_their_original_names()
    {
        var request = Read<SendMessageRequest>("""
            {"message":{"message_id":"m","context_id":"c","task_id":"t","role":"ROLE_USER","reference_task_ids":["r"],
              "parts":[{"text":"x","media_type":"text/plain"}]},
             "configuration":{"accepted_output_modes":["a/b"],"history_length":3,"return_immediately":true,
              "task_push_notification_config":{"url":"http://a/b","task_id":"t"}}}
            """);

        request.Message.ShouldSatisfyAllConditions(
            message => message.MessageId.ShouldBe("m"),
            message => message.ContextId.ShouldBe("c"),
            message => message.TaskId.ShouldBe("t"),
            message => message.ReferenceTaskIds.ShouldBe(["r"]),
            message => message.Parts.ShouldBe([new Part { Text = "x", MediaType = "text/plain" }]));
        request.Configuration.ShouldNotBeNull().ShouldSatisfyAllConditions(
            configuration => configuration.AcceptedOutputModes.ShouldBe(["a/b"]),
            configuration => configuration.HistoryLength.ShouldBe(3),
            configuration => configuration.ReturnImmediately.ShouldBe(true),
            configuration => configuration.TaskPushNotificationConfig.ShouldBe(new() { Url = "http://a/b", TaskId = "t" }));
    }

    [Theory]
    [InlineData("oauth2MetadataUrl", "oauth2_metadata_url")]
    [InlineData("oauth2SecurityScheme", "oauth2_security_scheme")]
    [InlineData("openIdConnectUrl", "open_id_connect_url")]
    [InlineData("referenceTaskIds", "reference_task_ids")]
    [InlineData("url", "url")]
    public void The_original_name_is_that_of_the_proto_file(string name, string original) => ProtoJson.OriginalName(name).ShouldBe(original);

    [Theory]
    [MemberData(nameof(FilesOfV1))]
    public void Every_wire_type_is_read_by_original_names_as_by_its_own(string name)
    {
        var type = GoldenFiles.Types[name].Type;
        var own = JsonDocument.Parse(GoldenFiles.Text(name)).RootElement;
        var original = JsonSerializer.SerializeToElement(Renamed(own), A2AJson.Default.JsonNode);

        var typeInfo = (JsonTypeInfo)typeof(ProtoJson).GetMethod(nameof(ProtoJson.Of))!
            .MakeGenericMethod(type).Invoke(null, null)!; // it is there, and gives one

        JsonSerializer.Serialize(original.Deserialize(typeInfo), GoldenFiles.Types[name])
            .ShouldBe(JsonSerializer.Serialize(own.Deserialize(typeInfo), GoldenFiles.Types[name]));
    }

    // The file of flows holds all of them, as 0.3 may have it.
    public static TheoryData<string> FilesOfV1 =>
        [.. GoldenFiles.Types.Keys.Where(name => name.StartsWith("v1-", StringComparison.Ordinal) && name is not "v1-oauth-flows")];

    [Theory]
    [InlineData("""{"id":"t","history_length":1,"historyLength":2}""", "$.historyLength", "history_length")]
    [InlineData("""{"historyLength":0,"history_length":2}""", "$.history_length", "historyLength")]
    public void Both_names_of_a_field_are_refused(string json, string path, string other)
    {
        var error = Should.Throw<ProtoJsonException>(() => Read<GetTaskRequest>(json));

        error.Path.ShouldBe(path);
        error.Message.ShouldBe($"is the same field as {other}; send one of them.");
    }

    [Fact]
    public void Both_words_for_a_push_config_are_refused() => Should
        .Throw<ProtoJsonException>(() => Read<SendMessageRequest>("""
            {"configuration":{"pushNotificationConfig":{"url":"a"},"taskPushNotificationConfig":{"url":"b"}}}
            """))
        .ShouldSatisfyAllConditions(
            error => error.Path.ShouldBe("$.configuration.taskPushNotificationConfig"),
            error => error.Message.ShouldContain(" pushNotificationConfig"));

    [Theory]
    [InlineData("""{"text":"","url":"http://a/b"}""")]
    [InlineData("""{"text":"x","data":null}""")]
    [InlineData("""{"raw":"","text":"x"}""")]
    public void Two_contents_of_a_part_are_refused(string part) =>
        Should.Throw<ProtoJsonException>(() => Read<IReadOnlyList<Part>>($"[{part}]")).Message.ShouldStartWith("has both ");

    [Fact]
    public void Two_members_of_any_oneof_are_refused()
    {
        ShouldBeRefused<StreamResponse>("""{"task":{},"status_update":{}}""", "task and statusUpdate");
        ShouldBeRefused<SendMessageResponse>("""{"message":{},"task":{}}""", "message and task");
        ShouldBeRefused<SecurityScheme>("""{"http_auth_security_scheme":{},"mtlsSecurityScheme":{}}""", "httpAuthSecurityScheme and mtlsSecurityScheme");
        ShouldBeRefused<OAuthFlows>("""{"implicit":{},"password":{}}""", "implicit and password");
        ShouldBeRefused<V03ProtoPart>("""{"text":"x","file":{}}""", "text and file");
        ShouldBeRefused<V03ProtoFile>("""{"file_with_bytes":"","file_with_uri":"http://a/b"}""", "fileWithBytes and fileWithUri");
        ShouldBeRefused<V03ProtoStreamResponse>("""{"task":{},"msg":{}}""", "task and message");
        ShouldBeRefused<V03ProtoSendRequest>("""{"message":{},"request":{}}""", "message and request");

        static void ShouldBeRefused<T>(string json, string both) =>
            Should.Throw<ProtoJsonException>(() => Read<T>(json)).Message.ShouldBe($"has both {both}; send one of them.");
    }

    [Theory]
    [InlineData("1", Role.User)]
    [InlineData("2", Role.Agent)]
    [InlineData("0", Role.Unspecified)]
    [InlineData("null", Role.Unspecified)]
    [InlineData("\"ROLE_AGENT\"", Role.Agent)]
    public void Enums_are_read_by_name_or_number(string role, Role value) =>
        Read<Message>($$"""{"role":{{role}}}""").Role.ShouldBe(value);

    [Theory]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("4294967297")]
    [InlineData("\"1\"")]
    [InlineData("\"user\"")]
    public void Numbers_and_names_of_no_value_are_refused(string role) =>
        Should.Throw<JsonException>(() => Read<Message>($$"""{"role":{{role}}}""")).Path.ShouldBe("$.role");

    [Theory]
    [InlineData("\"5\"", 5)]
    [InlineData("\"5.0\"", 5)]
    [InlineData("\"-2e1\"", -20)]
    [InlineData("5.0", 5)]
    [InlineData("null", null)]
    [InlineData("0", 0)]
    public void Integers_may_stand_in_strings(string number, int? value) =>
        Read<GetTaskRequest>($$"""{"historyLength":{{number}}}""").HistoryLength.ShouldBe(value);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" 5\"")]
    [InlineData("\"5.5\"")]
    [InlineData("\"2147483648\"")]
    [InlineData("\"five\"")]
    [InlineData("true")]
    public void What_is_no_integer_is_refused(string number) =>
        Should.Throw<JsonException>(() => Read<GetTaskRequest>($$"""{"historyLength":{{number}}}""")).Path.ShouldBe("$.historyLength");

    [Theory]
    [InlineData("+/8=")]
    [InlineData("-_8")]
    public void Bytes_are_read_from_either_alphabet_with_or_without_padding(string text) =>
        Read<Part>($$"""{"raw":"{{text}}"}""").Raw.ShouldBe([0xFB, 0xFF]);

    [Fact]
    public void Null_is_absent()
    {
        Read<SendMessageRequest>("""{"tenant":null,"message":null,"configuration":null,"metadata":null}""").ShouldBe(new SendMessageRequest());
        Read<TaskArtifactUpdateEvent>("""{"append":null,"lastChunk":null,"last_chunk":null,"taskId":null,"artifact":null}""")
            .ShouldBe(new TaskArtifactUpdateEvent());
        Read<ListTaskPushNotificationConfigsRequest>("""{"pageSize":null}""").PageSize.ShouldBe(0);
        Read<Part>("""{"text":null,"url":null,"raw":"AA==","metadata":null}""").Raw.ShouldBe([0]);
    }

    [Fact]
    public void Null_is_absent_in_0_3_as_well()
    {
        var update = JsonSerializer.Deserialize("""{"final":null,"status":null,"taskId":"t"}""", ProtoJson.PlainOf<V03StatusUpdate>())!;

        update.ShouldBe(new V03StatusUpdate { TaskId = "t" });
    }

    [Fact]
    public void Null_is_a_value_where_any_value_may_be()
    {
        var part = Read<Part>("""{"data":null}""");

        part.Data!.Value.ValueKind.ShouldBe(JsonValueKind.Null);
        JsonSerializer.Serialize<IReadOnlyList<Part>>([part], A2AJson.Default.IReadOnlyListPart).ShouldBe("""[{"data":null}]""");
        JsonSerializer.Deserialize("""[{"data":null}]""", A2AJson.Default.IReadOnlyListPart)!.Single().Data.ShouldNotBeNull();
    }

    [Fact]
    public void An_empty_text_is_absent_where_the_field_has_no_presence()
    {
        Read<TaskPushNotificationConfig>("""{"id":"","tenant":"","token":"","taskId":"","url":"u","authentication":{"scheme":"s","credentials":""}}""")
            .ShouldBe(new TaskPushNotificationConfig { Url = "u", Authentication = new() { Scheme = "s" } });
        Read<Message>("""{"contextId":"","task_id":""}""").ShouldBe(new Message());
        Read<ListTasksRequest>("""{"contextId":"","context_id":"c","pageToken":"","status":0}""").ShouldBe(new ListTasksRequest { ContextId = "c" });
    }

    [Fact]
    public void An_empty_value_counts_where_the_field_has_presence()
    {
        Read<Part>("""{"text":"","filename":""}""").ShouldBe(new Part { Text = "" });
        Read<Part>("""{"url":""}""").ShouldBe(new Part { Url = "" });
        Read<ListTasksRequest>("""{"pageSize":0,"historyLength":0,"includeArtifacts":false}""")
            .ShouldBe(new ListTasksRequest { PageSize = 0, HistoryLength = 0, IncludeArtifacts = false });
        Read<AgentCard>("""{"iconUrl":"","documentation_url":"","capabilities":{"streaming":false}}""").ShouldSatisfyAllConditions(
            card => card.IconUrl.ShouldBe(""),
            card => card.DocumentationUrl.ShouldBe(""),
            card => card.Capabilities.Streaming.ShouldBe(false));
    }

    [Fact]
    public void Names_in_free_data_and_maps_are_the_users()
    {
        const string Free = """{"message_id":1,"messageId":2,"text":null,"data":""}""";

        var message = Read<Message>($$"""{"metadata":{{Free}},"parts":[{"data":{{Free}}}]}""");
        var card = Read<AgentCard>("""{"security_schemes":{"a_b":{"api_key_security_scheme":{"name":"n"}},"aB":{}}}""");

        message.Metadata!.Value.GetRawText().ShouldBe(Free);
        message.Parts[0].Data!.Value.GetRawText().ShouldBe(Free);
        card.SecuritySchemes!.Keys.ShouldBe(["a_b", "aB"]);
        card.SecuritySchemes["a_b"].ApiKeySecurityScheme!.Name.ShouldBe("n");
    }

    [Fact]
    public void Unknown_fields_are_ignored() =>
        Read<Message>("""{"messageId":"m","tomorrow":{"role":7},"Message_Id":"x","message__id":"y"}""").ShouldBe(new Message { MessageId = "m" });

    [Fact]
    public void The_ProtoJSON_of_0_3_is_read_by_original_names_numbers_and_either_word()
    {
        var request = Read<V03ProtoSendRequest>("""
            {"request":{"message_id":"m","role":1,"content":[{"file":{"file_with_bytes":"-_8","mime_type":"a/b"}},{"data":{"data":{"a_b":1}}}]},
             "configuration":{"push_notification":{"url":"u","token":""},"history_length":"2","blocking":true}}
            """).ToModel();

        request.Message.MessageId.ShouldBe("m");
        request.Message.Role.ShouldBe(Role.User);
        request.Message.Parts[0].ShouldSatisfyAllConditions(part => part.Raw.ShouldBe([0xFB, 0xFF]), part => part.MediaType.ShouldBe("a/b"));
        request.Message.Parts[1].Data!.Value.GetRawText().ShouldBe("""{"a_b":1}""");
        request.Configuration!.ShouldSatisfyAllConditions(
            configuration => configuration.TaskPushNotificationConfig.ShouldBe(new() { Url = "u" }),
            configuration => configuration.HistoryLength.ShouldBe(2));
        Read<V03ProtoStatus>("""{"state":5}""").State.ShouldBe("TASK_STATE_CANCELLED");
        Should.Throw<JsonException>(() => Read<V03ProtoStatus>("""{"state":9}"""));
    }

    [Fact]
    public void The_schema_of_0_3_over_JSON_RPC_has_one_name_for_each_field_and_keeps_empty_texts()
    {
        var message = JsonSerializer.Deserialize("""{"message_id":"m","contextId":""}""", ProtoJson.PlainOf<V03Message>())!;

        message.MessageId.ShouldBeNull();
        message.ContextId.ShouldBe("");
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize(json, ProtoJson.Of<T>())!;

    // Free data and keys of maps keep their names.
    private static JsonNode? Renamed(JsonElement json, bool isMap = false) => json.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(json.EnumerateObject().Select(member => KeyValuePair.Create(
            isMap ? member.Name : ProtoJson.OriginalName(member.Name),
            member.Name is "metadata" or "data" or "params" or "header"
                ? JsonNode.Parse(member.Value.GetRawText())
                : Renamed(member.Value, member.Name is "securitySchemes" or "schemes" or "scopes")))),
        JsonValueKind.Array => new JsonArray([.. json.EnumerateArray().Select(item => Renamed(item))]),
        _ => JsonNode.Parse(json.GetRawText()),
    };
}
