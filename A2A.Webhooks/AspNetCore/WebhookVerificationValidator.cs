using Microsoft.Extensions.Options;

namespace A2A.Webhooks.AspNetCore;

/// <summary>Finds what would make an app refuse every webhook, or trust too much, before it starts.</summary>
internal sealed class WebhookVerificationValidator(string section) : IValidateOptions<WebhookVerification>
{
    public ValidateOptionsResult Validate(string? name, WebhookVerification options)
    {
        string[] failures =
        [
            .. TrustFailures(options),
            .. IssuerFailures(options),
            .. SufficientFailures(options),
            .. LimitFailures(options),
        ];
        return failures.Length > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> TrustFailures(WebhookVerification options)
    {
        if (options.Secrets.Count + options.Tokens.Count + options.Authorizations.Count + options.Issuers.Count == 0)
        {
            yield return $"No webhook could be verified: set at least one of {section}:Secrets:<name>, {section}:Tokens:<name>, "
                + $"{section}:Authorizations:<name> and {section}:Issuers:<name>.";
        }

        foreach (var failure in SecretFailures($"{section}:Secrets", options.Secrets)
            .Concat(EmptyFailures($"{section}:Tokens", options.Tokens))
            .Concat(EmptyFailures($"{section}:Authorizations", options.Authorizations)))
        {
            yield return failure;
        }
    }

    private IEnumerable<string> IssuerFailures(WebhookVerification options)
    {
        foreach (var failure in options.Issuers.SelectMany(pair =>
            Failures($"{section}:Issuers:{pair.Key}", pair.Value, options.Secrets.Count > 0)))
        {
            yield return failure;
        }

        var twice = options.Issuers
            .Where(pair => pair.Value.Issuer.Length > 0)
            .GroupBy(pair => pair.Value.Issuer)
            .Where(group => group.Count() > 1);
        foreach (var same in twice)
        {
            yield return $"{section}:Issuers has the issuer {same.Key} under {string.Join(", ", same.Select(pair => pair.Key))}; "
                + "set its audiences, secrets and keys under one name.";
        }
    }

    private IEnumerable<string> SufficientFailures(WebhookVerification options) =>
        options.Sufficient.Where(pair => !WebhookSchemes.Names.Contains(pair.Value))
            .Select(pair =>
                $"{section}:Sufficient:{pair.Key} is '{pair.Value}'; it must be one of {string.Join(", ", WebhookSchemes.Names)}.");

    private IEnumerable<string> LimitFailures(WebhookVerification options)
    {
        if (options.Tolerance <= TimeSpan.Zero || options.Tolerance > TimeSpan.FromDays(1))
        {
            yield return $"{section}:Tolerance must be more than nothing and at most a day.";
        }

        if (options.LargestBody <= 0)
        {
            yield return $"{section}:LargestBody must be at least 1 byte.";
        }
    }

    private IEnumerable<string> Failures(string setting, TrustedIssuer issuer, bool hasCommonSecrets)
    {
        if (string.IsNullOrWhiteSpace(issuer.Issuer))
        {
            yield return $"{setting}:Issuer is empty; set it to the iss of the sender's tokens.";
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Values.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{setting}:Audiences needs at least one value, and none may be empty: "
                + $"{setting}:Audiences:<name> is the aud of tokens for this receiver.";
        }

        if (issuer.Secrets.Count == 0 && !issuer.HasJwks && !hasCommonSecrets)
        {
            yield return $"{setting} has nothing to verify tokens by: "
                + $"set {setting}:Secrets:<name> or {section}:Secrets:<name> (HS256), or {setting}:Jwks (ES256).";
        }

        if (issuer.HasJwks && issuer.JwksAddress is null)
        {
            yield return $"{setting}:Jwks must be an http or https URL without user info, "
                + $"or '{TrustedIssuer.Discover}' where {setting}:Issuer is one.";
        }

        foreach (var failure in SecretFailures($"{setting}:Secrets", issuer.Secrets))
        {
            yield return failure;
        }
    }

    private static IEnumerable<string> SecretFailures(string place, Dictionary<string, string> secrets) =>
        secrets.Where(pair => !WebhookSecret.TryParse(pair.Value, out _))
            .Select(pair => $"{place}:{pair.Key} is empty, or starts with whsec_ without 24 to 64 bytes of base64 after it.");

    private static IEnumerable<string> EmptyFailures(string place, Dictionary<string, string> values) =>
        values.Where(pair => string.IsNullOrWhiteSpace(pair.Value))
            .Select(pair => $"{place}:{pair.Key} is empty; give it a value or remove it.");
}
