namespace A2A.AppHost;

/// <summary>The issuers of signed tokens that the webhook receiver trusts.</summary>
internal static class IssuerTrust
{
    /// <summary>
    /// Trusts the tokens of the agents at <paramref name="issuer"/>, which also publish their public keys there, and of any
    /// sender with one of the receiver's secrets, as long as they are for this receiver: an agent says the origin of the
    /// webhook's URL, which may be written in two ways.
    /// </summary>
    /// <remarks>An address alone makes no resource wait: the receiver may start before its senders.</remarks>
    public static IResourceBuilder<ProjectResource> TrustIssuer(
        this IResourceBuilder<ProjectResource> receiver, string name, EndpointReference issuer)
    {
        var own = receiver.GetEndpoint("http");
        var setting = $"Webhooks__Issuers__{name}__";
        return receiver
            .WithEnvironment(setting + "Issuer", issuer)
            .WithEnvironment(setting + "Jwks", "discover")
            .WithEnvironment(setting + "Audiences__name", own)
            .WithEnvironment(
                setting + "Audiences__address", ReferenceExpression.Create($"http://127.0.0.1:{own.Property(EndpointProperty.Port)}"));
    }

    /// <summary>
    /// Verifies the tokens of an issuer that the receiver's own settings name also by the public keys that are published at
    /// <paramref name="agents"/>.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithKeysOfIssuer(
        this IResourceBuilder<ProjectResource> receiver, string name, EndpointReference agents) =>
        receiver.WithEnvironment($"Webhooks__Issuers__{name}__Jwks", ReferenceExpression.Create($"{agents}/.well-known/jwks.json"));
}
