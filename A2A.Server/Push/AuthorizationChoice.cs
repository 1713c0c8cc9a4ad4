using A2A.Protocol;

namespace A2A.Server.Push;

/// <summary>What a webhook says in <c>Authorization</c>.</summary>
internal abstract record AuthorizationChoice
{
    private AuthorizationChoice() { }

    /// <summary>What the config says, and no token of ours: the header has one place.</summary>
    public sealed record AsRegistered(string Scheme, string Credentials) : AuthorizationChoice
    {
        public override string ToString() => Scheme; // credentials must not come into a log by way of a record's text
    }

    /// <summary>A token by a secret that the receiver knows, too: HS256.</summary>
    public sealed record SharedSecret(string Issuer, string Audience, string Secret) : AuthorizationChoice
    {
        public override string ToString() => $"token of {Issuer} for {Audience}";
    }

    /// <summary>A token by the server's key, the public part of which is published: ES256.</summary>
    public sealed record OwnKey(string Issuer, string Audience) : AuthorizationChoice;

    /// <param name="config">With credentials they are sent, with a secret it or the agent's signs, otherwise the server's key.</param>
    /// <param name="agent">What is different for the agent; null when nothing is.</param>
    /// <param name="issuer">The server's name as issuer, where the agent has none of its own.</param>
    public static AuthorizationChoice For(TaskPushNotificationConfig config, AgentPushOptions? agent, string issuer)
    {
        if (config.Authentication is { Scheme.Length: > 0, Credentials: { } credentials } authentication)
        {
            return new AsRegistered(authentication.Scheme, credentials);
        }

        var (iss, aud) = (agent?.Issuer ?? issuer, agent?.Audience ?? UrlOrigin.Of(new Uri(config.Url, UriKind.Absolute)));
        return config.Secret is { Length: > 0 } secret
            ? new SharedSecret(iss, aud, agent?.TokenSecret ?? secret)
            : new OwnKey(iss, aud);
    }
}
