using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol;

/// <summary>A way for callers to authenticate: exactly one of these (A2A 1.0, section 4.5.1, <c>SecurityScheme</c>).</summary>
public sealed record SecurityScheme
{
    private const string Scheme = "scheme";

    /// <summary>By a key in a header, the query or a cookie.</summary>
    [ProtoField(OneOf = Scheme)]
    public ApiKeySecurityScheme? ApiKeySecurityScheme { get; init; }

    /// <summary>By the <c>Authorization</c> header.</summary>
    [ProtoField(OneOf = Scheme)]
    public HttpAuthSecurityScheme? HttpAuthSecurityScheme { get; init; }

    /// <summary>By OAuth 2.0.</summary>
    [ProtoField(OneOf = Scheme)]
    public OAuth2SecurityScheme? Oauth2SecurityScheme { get; init; }

    /// <summary>By OpenID Connect.</summary>
    [ProtoField(OneOf = Scheme)]
    public OpenIdConnectSecurityScheme? OpenIdConnectSecurityScheme { get; init; }

    /// <summary>By a client certificate.</summary>
    [ProtoField(OneOf = Scheme)]
    public MutualTlsSecurityScheme? MtlsSecurityScheme { get; init; }
}

/// <summary>A key (A2A 1.0, section 4.5.2, <c>APIKeySecurityScheme</c>).</summary>
public sealed record ApiKeySecurityScheme
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Where the key is: <c>query</c>, <c>header</c> or <c>cookie</c>.</summary>
    public string Location { get; init => field = value ?? ""; } = "";

    /// <summary>The name of the header, query parameter or cookie.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>The <c>Authorization</c> header (A2A 1.0, section 4.5.3, <c>HTTPAuthSecurityScheme</c>).</summary>
public sealed record HttpAuthSecurityScheme
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The header's scheme, such as <c>Bearer</c>.</summary>
    public string Scheme { get; init => field = value ?? ""; } = "";

    /// <summary>What a bearer token is, such as <c>JWT</c>.</summary>
    public string? BearerFormat { get; init; }
}

/// <summary>OAuth 2.0 (A2A 1.0, section 4.5.4, <c>OAuth2SecurityScheme</c>).</summary>
public sealed record OAuth2SecurityScheme
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>How a token can be had.</summary>
    public OAuthFlows Flows { get; init => field = value ?? new(); } = new();

    /// <summary>The authorization server's metadata (RFC 8414).</summary>
    [JsonPropertyName("oauth2MetadataUrl")]
    public string? OAuth2MetadataUrl { get; init; }
}

/// <summary>OpenID Connect (A2A 1.0, section 4.5.5, <c>OpenIdConnectSecurityScheme</c>).</summary>
public sealed record OpenIdConnectSecurityScheme
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The provider's discovery document.</summary>
    public string OpenIdConnectUrl { get; init => field = value ?? ""; } = "";
}

/// <summary>A client certificate (A2A 1.0, section 4.5.6, <c>MutualTlsSecurityScheme</c>).</summary>
public sealed record MutualTlsSecurityScheme
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }
}

/// <summary>
/// How an OAuth 2.0 token can be had: one of these in 1.0, any of them in 0.3 (A2A 1.0, section 4.5.7, <c>OAuthFlows</c>).
/// </summary>
public sealed record OAuthFlows
{
    private const string Flow = "flow";

    /// <summary>The authorization code flow.</summary>
    [ProtoField(OneOf = Flow)]
    public OAuthFlow? AuthorizationCode { get; init; }

    /// <summary>The client credentials flow.</summary>
    [ProtoField(OneOf = Flow)]
    public OAuthFlow? ClientCredentials { get; init; }

    /// <summary>The implicit flow; deprecated.</summary>
    [ProtoField(OneOf = Flow)]
    public OAuthFlow? Implicit { get; init; }

    /// <summary>The password flow; deprecated.</summary>
    [ProtoField(OneOf = Flow)]
    public OAuthFlow? Password { get; init; }

    /// <summary>The device authorization flow (RFC 8628); 1.0 only.</summary>
    [ProtoField(OneOf = Flow)]
    public OAuthFlow? DeviceCode { get; init; }
}

/// <summary>One OAuth 2.0 flow; which of the addresses it has depends on which flow it is.</summary>
public sealed record OAuthFlow
{
    /// <summary>Where the user agrees: authorization code and implicit.</summary>
    public string? AuthorizationUrl { get; init; }

    /// <summary>Where the device asks: device code.</summary>
    public string? DeviceAuthorizationUrl { get; init; }

    /// <summary>Where the token is given: all but implicit.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>Where it is renewed.</summary>
    public string? RefreshUrl { get; init; }

    /// <summary>The scopes, and what each of them allows.</summary>
    public IReadOnlyDictionary<string, string> Scopes { get; init => field = value ?? new Dictionary<string, string>(); }
        = new Dictionary<string, string>();

    /// <summary>A proof key (RFC 7636) is needed: authorization code; 1.0 only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PkceRequired { get; init; }
}

/// <summary>Schemes that a caller must use together (A2A 1.0, section 4.5, <c>SecurityRequirement</c>).</summary>
public sealed record SecurityRequirement
{
    /// <summary>The schemes by name, each with the scopes or roles that are needed.</summary>
    public IReadOnlyDictionary<string, StringList> Schemes { get; init => field = value ?? new Dictionary<string, StringList>(); }
        = new Dictionary<string, StringList>();
}

/// <summary>A list of texts as a message of its own (A2A 1.0, <c>StringList</c>).</summary>
public sealed record StringList
{
    /// <summary>The texts.</summary>
    public IReadOnlyList<string>? List { get; init; }
}
