using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol;
using A2A.Server.Http.V1;

namespace A2A.Server.Http.OpenApi;

/// <summary>What the protocol says of its types and C# does not: names, required members, choices, limits (A2A 1.0, specification/a2a.proto).</summary>
internal static class WireFacts
{
    /// <summary>A flow of OAuth 2.0, which is a type of its own in the protocol.</summary>
    public sealed record Flow(string Name, string[] Members, string[] Required);

    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(AgentTask)] = "Task",
        [typeof(ApiKeySecurityScheme)] = "APIKeySecurityScheme",
        [typeof(HttpAuthSecurityScheme)] = "HTTPAuthSecurityScheme",
    };

    // Ids that the path has are not required in bodies.
    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(AgentTask)] = ["id", "status"],
        [typeof(Protocol.TaskStatus)] = ["state"],
        [typeof(Message)] = ["messageId", "role", "parts"],
        [typeof(Artifact)] = ["artifactId", "parts"],
        [typeof(TaskStatusUpdateEvent)] = ["taskId", "contextId", "status"],
        [typeof(TaskArtifactUpdateEvent)] = ["taskId", "contextId", "artifact"],
        [typeof(SendMessageRequest)] = ["message"],
        [typeof(ListTasksResponse)] = ["tasks", "nextPageToken", "pageSize", "totalSize"],
        [typeof(TaskPushNotificationConfig)] = ["url"],
        [typeof(AuthenticationInfo)] = ["scheme"],
        [typeof(AgentCard)] =
            ["name", "description", "supportedInterfaces", "version", "capabilities", "defaultInputModes", "defaultOutputModes", "skills"],
        [typeof(AgentInterface)] = ["url", "protocolBinding", "protocolVersion"],
        [typeof(AgentProvider)] = ["url", "organization"],
        [typeof(AgentSkill)] = ["id", "name", "description", "tags"],
        [typeof(AgentCardSignature)] = ["protected", "signature"],
        [typeof(ApiKeySecurityScheme)] = ["location", "name"],
        [typeof(HttpAuthSecurityScheme)] = ["scheme"],
        [typeof(OAuth2SecurityScheme)] = ["flows"],
        [typeof(OpenIdConnectSecurityScheme)] = ["openIdConnectUrl"],
    };

    private static readonly Dictionary<Type, string[]> Choices = new()
    {
        [typeof(Part)] = ["text", "raw", "url", "data"],
        [typeof(SendMessageResponse)] = ["task", "message"],
        [typeof(StreamResponse)] = ["task", "message", "statusUpdate", "artifactUpdate"],
        [typeof(SecurityScheme)] =
            ["apiKeySecurityScheme", "httpAuthSecurityScheme", "oauth2SecurityScheme", "openIdConnectSecurityScheme", "mtlsSecurityScheme"],
        [typeof(OAuthFlows)] = ["authorizationCode", "clientCredentials", "implicit", "password", "deviceCode"],
    };

    private static readonly (Type Type, string Member, string Keywords)[] Members =
    [
        (typeof(Message), "messageId", """{"minLength":1}"""),
        (typeof(Message), "parts", """{"minItems":1}"""),
        (typeof(Artifact), "parts", """{"minItems":1}"""),
        (typeof(Part), "data", """{"description":"Any JSON value but null.","type":["object","array","string","number","boolean"]}"""),
        (typeof(SendMessageConfiguration), "historyLength", """{"minimum":0}"""),
        (typeof(SendMessageConfiguration), "returnImmediately",
            """{"description":"True = answer at once; false = when the task is terminal or interrupted. Without effect on streams.","default":false}"""),
        (typeof(GetTaskRequest), "historyLength", """{"minimum":0}"""),
        (typeof(ListTasksRequest), "historyLength", """{"minimum":0}"""),
        (typeof(ListTasksRequest), "pageSize", $$"""{"minimum":1,"maximum":{{V1TaskMethods.LargestPage}},"default":{{V1TaskMethods.DefaultPage}}}"""),
        (typeof(ListTasksRequest), "includeArtifacts", """{"default":false}"""),
        (typeof(ListTaskPushNotificationConfigsRequest), "pageSize", """{"minimum":0,"default":0}"""),
        (typeof(TaskPushNotificationConfig), "url", """{"format":"uri"}"""),
        (typeof(TaskPushNotificationConfig), "secret", """{"writeOnly":true}"""),
        (typeof(TaskPushNotificationConfig), "format", """{"enum":["notice"]}"""),
        (typeof(AuthenticationInfo), "credentials", """{"writeOnly":true}"""),
    ];

    public static IReadOnlyList<Flow> Flows { get; } =
    [
        new("AuthorizationCodeOAuthFlow",
            ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes", "pkceRequired"], ["authorizationUrl", "tokenUrl", "scopes"]),
        new("ClientCredentialsOAuthFlow", ["tokenUrl", "refreshUrl", "scopes"], ["tokenUrl", "scopes"]),
        new("ImplicitOAuthFlow", ["authorizationUrl", "refreshUrl", "scopes"], []),
        new("PasswordOAuthFlow", ["tokenUrl", "refreshUrl", "scopes"], []),
        new("DeviceCodeOAuthFlow",
            ["deviceAuthorizationUrl", "tokenUrl", "refreshUrl", "scopes"], ["deviceAuthorizationUrl", "tokenUrl", "scopes"]),
    ];

    /// <summary>The type's name in the protocol.</summary>
    public static string NameOf(Type type) => Names.GetValueOrDefault(type, type.Name);

    /// <summary>The type of a flow, by the member that holds it: <c>deviceCode</c>.</summary>
    public static string NameOfFlow(string member) => $"{char.ToUpperInvariant(member[0])}{member[1..]}OAuthFlow";

    /// <summary>Which members there must be: all of these, and one of those that exclude each other.</summary>
    public static JsonObject Of(Type type)
    {
        var facts = RequiredOf(Required.GetValueOrDefault(type, []));
        if (Choices.TryGetValue(type, out var choices))
        {
            facts["oneOf"] = new JsonArray(choices.Select(choice => (JsonNode)RequiredOf([choice])).ToArray());
        }

        return facts;
    }

    /// <summary>Keywords of members of the type.</summary>
    public static IEnumerable<(string Member, JsonObject Keywords)> MembersOf(Type type) =>
        Members.Where(fact => fact.Type == type).Select(fact => (fact.Member, JsonNode.Parse(fact.Keywords)!.AsObject())); // text that is there is never null

    public static JsonObject RequiredOf(string[] members) =>
        members is [] ? [] : new() { ["required"] = JsonSerializer.SerializeToNode(members)!.AsArray() }; // a list is never null
}
