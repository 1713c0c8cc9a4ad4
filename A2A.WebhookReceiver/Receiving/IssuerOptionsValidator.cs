using A2A.Protocol.Webhooks;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Finds issuers whose tokens could never be verified, or not for certain.</summary>
internal static class IssuerOptionsValidator
{
    public static IEnumerable<string> Failures(IReadOnlyDictionary<string, IssuerOptions> issuers)
    {
        foreach (var failure in issuers.SelectMany(pair => Failures($"Webhooks:Issuers:{pair.Key}", pair.Value)))
        {
            yield return failure;
        }

        foreach (var same in issuers.Where(pair => pair.Value.Issuer.Length > 0).GroupBy(pair => pair.Value.Issuer).Where(group => group.Count() > 1))
        {
            yield return $"Webhooks:Issuers has the issuer {same.Key} under {string.Join(", ", same.Select(pair => pair.Key))}; "
                + "set its audiences, secrets and keys under one name.";
        }
    }

    private static IEnumerable<string> Failures(string setting, IssuerOptions issuer)
    {
        if (string.IsNullOrWhiteSpace(issuer.Issuer))
        {
            yield return $"{setting}:Issuer is empty; set it to the iss of the sender's tokens.";
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Values.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{setting}:Audiences needs at least one value, and none may be empty: {setting}:Audiences:<name> is the aud of tokens for this receiver.";
        }

        if (issuer.Secrets.Count == 0 && !issuer.HasJwks)
        {
            yield return $"{setting} has nothing to verify tokens by: set {setting}:Secrets:<name> (HS256) or {setting}:Jwks (ES256).";
        }

        foreach (var (name, _) in issuer.Secrets.Where(pair => !WebhookSecret.TryParse(pair.Value, out _)))
        {
            yield return $"{setting}:Secrets:{name} is empty, or starts with whsec_ without 24 to 64 bytes of base64 after it.";
        }

        if (issuer.HasJwks && issuer.JwksAddress is null)
        {
            yield return $"{setting}:Jwks must be an http or https URL without user info, or '{IssuerOptions.Discover}' where {setting}:Issuer is one.";
        }
    }
}
