namespace A2A.Protocol.V03;

/// <summary>Cards from the inner model to 0.3.</summary>
public static class CardToV03Translation
{
    private const string Version = "0.3";

    /// <summary>
    /// A card in 0.3: its endpoints are those of 0.3, the preferred one first. Its signatures are left out, as they sign
    /// the card of 1.0.
    /// </summary>
    public static V03AgentCard ToV03(this AgentCard card)
    {
        var places = card.SupportedInterfaces.Where(place => place.ProtocolVersion.StartsWith(Version, StringComparison.Ordinal)).ToList();
        return new()
        {
            ProtocolVersion = "0.3.0",
            Name = card.Name,
            Description = card.Description,
            Url = places.FirstOrDefault()?.Url,
            PreferredTransport = places.FirstOrDefault()?.ProtocolBinding,
            AdditionalInterfaces = places.Count == 0
                ? null
                : places.Select(place => new V03AgentInterface { Url = place.Url, Transport = place.ProtocolBinding }).ToList(),
            IconUrl = card.IconUrl,
            Provider = card.Provider,
            Version = card.Version,
            DocumentationUrl = card.DocumentationUrl,
            Capabilities = card.Capabilities.ToV03(),
            SecuritySchemes = card.SecuritySchemes?.ToDictionary(pair => pair.Key, pair => pair.Value.ToV03()),
            Security = card.SecurityRequirements.ToV03(card),
            DefaultInputModes = card.DefaultInputModes,
            DefaultOutputModes = card.DefaultOutputModes,
            Skills = card.Skills.Select(skill => skill.ToV03(card)).ToList(),
            SupportsAuthenticatedExtendedCard = card.Capabilities.ExtendedAgentCard,
        };
    }

    private static V03AgentCapabilities ToV03(this AgentCapabilities capabilities) => new()
    {
        Streaming = capabilities.Streaming,
        PushNotifications = capabilities.PushNotifications,
        Extensions = capabilities.Extensions,
    };

    private static V03AgentSkill ToV03(this AgentSkill skill, AgentCard card) => new()
    {
        Id = skill.Id,
        Name = skill.Name,
        Description = skill.Description,
        Tags = skill.Tags,
        Examples = skill.Examples,
        InputModes = skill.InputModes,
        OutputModes = skill.OutputModes,
        Security = skill.SecurityRequirements.ToV03(card),
    };

    private static V03SecurityScheme ToV03(this SecurityScheme scheme) => scheme switch
    {
        { ApiKeySecurityScheme: { } key } => new() { Type = "apiKey", Description = key.Description, In = key.Location, Name = key.Name },
        { HttpAuthSecurityScheme: { } http } =>
            new() { Type = "http", Description = http.Description, Scheme = http.Scheme, BearerFormat = http.BearerFormat },
        { Oauth2SecurityScheme: { } oauth } =>
            new()
            {
                Type = "oauth2",
                Description = oauth.Description,
                Flows = oauth.Flows.ToV03(),
                OAuth2MetadataUrl = oauth.OAuth2MetadataUrl,
            },
        { OpenIdConnectSecurityScheme: { } openId } =>
            new() { Type = "openIdConnect", Description = openId.Description, OpenIdConnectUrl = openId.OpenIdConnectUrl },
        { MtlsSecurityScheme: { } tls } => new() { Type = "mutualTLS", Description = tls.Description },
        _ => new(),
    };

    private static OAuthFlows ToV03(this OAuthFlows flows) => flows with
    {
        AuthorizationCode = flows.AuthorizationCode is { } code ? code with { PkceRequired = false } : null,
        DeviceCode = null,
    };

    private static List<IReadOnlyDictionary<string, IReadOnlyList<string>>>? ToV03(
        this IReadOnlyList<SecurityRequirement>? requirements, AgentCard card) =>
        requirements?.Select(requirement => (IReadOnlyDictionary<string, IReadOnlyList<string>>)requirement.Schemes
            .ToDictionary(pair => pair.Key, pair => HasScopes(card, pair.Key) ? pair.Value.List ?? [] : [])).ToList();

    // OpenAPI 3.0: only these have scopes; the list of any other scheme must be empty.
    private static bool HasScopes(AgentCard card, string scheme) =>
        card.SecuritySchemes?.GetValueOrDefault(scheme) is { Oauth2SecurityScheme: not null } or { OpenIdConnectSecurityScheme: not null };
}
