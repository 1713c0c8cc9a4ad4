using Microsoft.Extensions.Options;

namespace A2A.Protocol.Webhooks.AspNetCore;

/// <summary>Finds what would make an app refuse every webhook, or trust too much, before it starts.</summary>
internal sealed class WebhookVerificationValidator(string section) : IValidateOptions<WebhookVerification>
{
    public ValidateOptionsResult Validate(string? name, WebhookVerification options)
    {
        var failures = Failures(options).Concat(options.Issuers.SelectMany(pair => Failures($"{section}:Issuers:{pair.Key}", pair.Value))).ToArray();
        return failures.Length > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Failures(WebhookVerification options)
    {
        if (options.Secrets.Count + options.Tokens.Count + options.Authorizations.Count + options.Issuers.Count == 0)
        {
            yield return $"No webhook could be verified: set at least one of Secrets:<name>, Tokens:<name>, Authorizations:<name> and Issuers:<name> in {section}.";
        }

        foreach (var (name, _) in options.Tokens.Concat(options.Authorizations).Where(pair => string.IsNullOrWhiteSpace(pair.Value)))
        {
            yield return $"The value named {name} under {section}:Tokens or {section}:Authorizations is empty; give it one or remove it.";
        }

        foreach (var failure in SecretFailures($"{section}:Secrets", options.Secrets))
        {
            yield return failure;
        }

        foreach (var (issuer, _) in options.Issuers.Values.CountBy(issuer => issuer.Issuer).Where(pair => pair.Value > 1))
        {
            yield return $"{section}:Issuers has {issuer} twice; put its audiences and secrets into one.";
        }

        if (options.Tolerance <= TimeSpan.Zero || options.Tolerance > TimeSpan.FromDays(1))
        {
            yield return $"{section}:Tolerance must be more than nothing and at most a day.";
        }

        if (options.LargestBody <= 0)
        {
            yield return $"{section}:LargestBody must be at least 1 byte.";
        }
    }

    private static IEnumerable<string> Failures(string place, TrustedIssuer issuer)
    {
        if (issuer.Issuer is "")
        {
            yield return $"{place}:Issuer is empty; set it to the iss of the sender's tokens.";
        }

        if (issuer.Audiences is [] || issuer.Audiences.Any(string.IsNullOrEmpty))
        {
            yield return $"{place}:Audiences is empty; name the aud of the sender's tokens.";
        }

        if (issuer.Secrets.Count == 0 && issuer.KeySet is null)
        {
            yield return $"{place} has neither KeySet nor Secrets; set one of them.";
        }

        if (issuer.KeySet is { } keys && (!keys.IsAbsoluteUri || keys.Scheme is not ("http" or "https") || keys.UserInfo is not ""))
        {
            yield return $"{place}:KeySet must be an absolute http or https address without user info.";
        }

        foreach (var failure in SecretFailures($"{place}:Secrets", issuer.Secrets))
        {
            yield return failure;
        }
    }

    private static IEnumerable<string> SecretFailures(string place, Dictionary<string, string> secrets) =>
        secrets.Where(pair => !WebhookSecret.TryParse(pair.Value, out _))
            .Select(pair => $"{place}:{pair.Key} is empty, or starts with whsec_ without 24 to 64 bytes of base64 after it.");
}
