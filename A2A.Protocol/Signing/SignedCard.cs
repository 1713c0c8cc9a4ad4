using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;

namespace A2A.Protocol.Signing;

/// <summary>What of a card is signed (A2A 1.0, section 8.4.1).</summary>
internal static class SignedCard
{
    /// <summary>
    /// The canonical bytes of the card without its signatures, and without members that are empty and neither required
    /// nor marked <c>optional</c> in the protocol's definition.
    /// </summary>
    public static byte[] PayloadOf(AgentCard card) =>
        CanonicalJson.Of(JsonSerializer.SerializeToElement(Plain(card), A2AJson.Default.AgentCard));

    /// <summary>The canonical bytes of a card's document without its signatures.</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static byte[] PayloadOf(ReadOnlySpan<byte> card)
    {
        var members = JsonNode.Parse(card) as JsonObject ?? throw new JsonException("A card is an object.");
        members.Remove("signatures");
        return CanonicalJson.Of(JsonSerializer.SerializeToElement(members, A2AJson.Default.JsonNode));
    }

    private static AgentCard Plain(AgentCard card) => card with
    {
        SupportedInterfaces = card.SupportedInterfaces.Select(place => place with { Tenant = Full(place.Tenant) }).ToList(),
        Capabilities = card.Capabilities with { Extensions = Full(card.Capabilities.Extensions, Plain) },
        SecuritySchemes = card.SecuritySchemes is { Count: > 0 } schemes
            ? schemes.ToDictionary(pair => pair.Key, pair => Plain(pair.Value))
            : null,
        SecurityRequirements = Full(card.SecurityRequirements, Plain),
        Skills = card.Skills.Select(Plain).ToList(),
        Signatures = null,
    };

    private static AgentExtension Plain(AgentExtension extension) =>
        extension with { Description = Full(extension.Description), Required = extension.Required is true ? true : null };

    private static AgentSkill Plain(AgentSkill skill) => skill with
    {
        Examples = Full(skill.Examples),
        InputModes = Full(skill.InputModes),
        OutputModes = Full(skill.OutputModes),
        SecurityRequirements = Full(skill.SecurityRequirements, Plain),
    };

    private static SecurityRequirement Plain(SecurityRequirement requirement) =>
        new() { Schemes = requirement.Schemes.ToDictionary(pair => pair.Key, pair => new StringList { List = Full(pair.Value.List) }) };

    private static SecurityScheme Plain(SecurityScheme scheme) => new()
    {
        ApiKeySecurityScheme = scheme.ApiKeySecurityScheme is { } key ? key with { Description = Full(key.Description) } : null,
        HttpAuthSecurityScheme = scheme.HttpAuthSecurityScheme is { } http
            ? http with { Description = Full(http.Description), BearerFormat = Full(http.BearerFormat) }
            : null,
        Oauth2SecurityScheme = scheme.Oauth2SecurityScheme is { } oauth
            ? new() { Description = Full(oauth.Description), Flows = Plain(oauth.Flows), OAuth2MetadataUrl = Full(oauth.OAuth2MetadataUrl) }
            : null,
        OpenIdConnectSecurityScheme = scheme.OpenIdConnectSecurityScheme is { } openId
            ? openId with { Description = Full(openId.Description) }
            : null,
        MtlsSecurityScheme = scheme.MtlsSecurityScheme is { } tls ? tls with { Description = Full(tls.Description) } : null,
    };

    private static OAuthFlows Plain(OAuthFlows flows) => new()
    {
        AuthorizationCode = Plain(flows.AuthorizationCode),
        ClientCredentials = Plain(flows.ClientCredentials),
        Implicit = Plain(flows.Implicit),
        Password = Plain(flows.Password),
        DeviceCode = Plain(flows.DeviceCode),
    };

    private static OAuthFlow? Plain(OAuthFlow? flow) => flow is null ? null : flow with { RefreshUrl = Full(flow.RefreshUrl) };

    private static string? Full(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IReadOnlyList<T>? Full<T>(IReadOnlyList<T>? list, Func<T, T>? plain = null) =>
        list is not { Count: > 0 } ? null : plain is null ? list : list.Select(plain).ToList();
}
