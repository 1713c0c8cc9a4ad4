namespace A2A.AppHost;

/// <summary>Whose signed tokens the webhook receiver trusts.</summary>
internal static class IssuerTrust
{
    /// <summary>
    /// Trusts the tokens of whoever is at <paramref name="issuer"/>, where its public keys are, or who knows one of the
    /// receiver's secrets, as long as they are for this receiver: an agent says the origin of the webhook's URL, which may
    /// be written in two ways.
    /// </summary>
    /// <remarks>An address alone makes nobody wait: the receiver may start before its senders.</remarks>
    public static IResourceBuilder<ProjectResource> TrustIssuer(this IResourceBuilder<ProjectResource> receiver, string name, EndpointReference issuer)
    {
        var own = receiver.GetEndpoint("http");
        var setting = $"Webhooks__Issuers__{name}__";
        return receiver
            .WithEnvironment(setting + "Issuer", issuer)
            .WithEnvironment(setting + "Jwks", "discover")
            .WithEnvironment(setting + "Audiences__name", own)
            .WithEnvironment(setting + "Audiences__address", ReferenceExpression.Create($"http://127.0.0.1:{own.Property(EndpointProperty.Port)}"));
    }

    /// <summary>Verifies the tokens of an issuer that the receiver's own settings name by the public keys of whoever is at <paramref name="agents"/> too.</summary>
    public static IResourceBuilder<ProjectResource> WithKeysOfIssuer(this IResourceBuilder<ProjectResource> receiver, string name, EndpointReference agents) =>
        receiver.WithEnvironment($"Webhooks__Issuers__{name}__Jwks", ReferenceExpression.Create($"{agents}/.well-known/jwks.json"));
}
