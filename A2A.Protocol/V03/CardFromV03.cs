namespace A2A.Protocol.V03;

/// <summary>Cards from 0.3 to the inner model.</summary>
public static class CardFromV03Translation
{
    private const string Version = "0.3";
    private const string DefaultTransport = "JSONRPC";

    /// <summary>A card of 0.3: its endpoints speak 0.3, and its signatures are left out, as they do not sign the card of 1.0.</summary>
    public static AgentCard ToModel(this V03AgentCard card) => new()
    {
        Name = card.Name ?? "",
        Description = card.Description ?? "",
        SupportedInterfaces = InterfacesOf(card).Distinct().ToList(),
        Provider = card.Provider,
        Version = card.Version ?? "",
        DocumentationUrl = card.DocumentationUrl,
        Capabilities = new()
        {
            Streaming = card.Capabilities?.Streaming,
            PushNotifications = card.Capabilities?.PushNotifications,
            Extensions = card.Capabilities?.Extensions,
            ExtendedAgentCard = card.SupportsAuthenticatedExtendedCard,
        },
        SecuritySchemes = card.SecuritySchemes?.ToDictionary(pair => pair.Key, pair => pair.Value.ToModel()),
        SecurityRequirements = ToModel(card.Security),
        DefaultInputModes = card.DefaultInputModes ?? [],
        DefaultOutputModes = card.DefaultOutputModes ?? [],
        Skills = card.Skills?.Select(ToModel).ToList() ?? [],
        IconUrl = card.IconUrl,
    };

    private static IEnumerable<AgentInterface> InterfacesOf(V03AgentCard card)
    {
        if (card.Url is { } url)
        {
            yield return new() { Url = url, ProtocolBinding = card.PreferredTransport ?? DefaultTransport, ProtocolVersion = Version };
        }

        foreach (var place in card.AdditionalInterfaces ?? [])
        {
            yield return new() { Url = place.Url ?? "", ProtocolBinding = place.Transport ?? DefaultTransport, ProtocolVersion = Version };
        }
    }

    private static AgentSkill ToModel(V03AgentSkill skill) => new()
    {
        Id = skill.Id ?? "",
        Name = skill.Name ?? "",
        Description = skill.Description ?? "",
        Tags = skill.Tags ?? [],
        Examples = skill.Examples,
        InputModes = skill.InputModes,
        OutputModes = skill.OutputModes,
        SecurityRequirements = ToModel(skill.Security),
    };

    // A kind of scheme that 1.0 does not have becomes one that is none.
    private static SecurityScheme ToModel(this V03SecurityScheme scheme) => scheme.Type switch
    {
        "apiKey" => new()
        {
            ApiKeySecurityScheme = new() { Description = scheme.Description, Location = scheme.In ?? "", Name = scheme.Name ?? "" },
        },
        "http" => new()
        {
            HttpAuthSecurityScheme = new()
            {
                Description = scheme.Description,
                Scheme = scheme.Scheme ?? "",
                BearerFormat = scheme.BearerFormat,
            },
        },
        "oauth2" => new()
        {
            Oauth2SecurityScheme = new()
            {
                Description = scheme.Description,
                Flows = scheme.Flows ?? new(),
                OAuth2MetadataUrl = scheme.OAuth2MetadataUrl,
            },
        },
        "openIdConnect" => new()
        {
            OpenIdConnectSecurityScheme = new() { Description = scheme.Description, OpenIdConnectUrl = scheme.OpenIdConnectUrl ?? "" },
        },
        "mutualTLS" => new() { MtlsSecurityScheme = new() { Description = scheme.Description } },
        _ => new(),
    };

    private static List<SecurityRequirement>? ToModel(IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<string>>>? security) =>
        security?.Select(schemes => new SecurityRequirement
        {
            Schemes = schemes.ToDictionary(pair => pair.Key, pair => new StringList { List = pair.Value }),
        }).ToList();
}
