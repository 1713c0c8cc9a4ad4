using A2A.Webhooks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>
/// Refuses to start with settings of addresses, ownership or signatures that make no sense, or that are for Development only.
/// </summary>
internal sealed class PushOptionsCheck(IHostEnvironment environment) : IValidateOptions<PushOptions>
{
    private const string SecretForm = "must not be empty, and after 'whsec_' it must be the base64 of 24 to 64 bytes";

    public ValidateOptionsResult Validate(string? name, PushOptions options)
    {
        List<string> problems =
        [
            .. Addresses(options),
            .. Signatures(options),
            .. options.Agents.SelectMany(agent => Agent(agent.Key, agent.Value)),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Addresses(PushOptions options)
    {
        if (options.MediaType is not (NotificationBody.A2AMediaType or NotificationBody.Json))
        {
            yield return $"Push:MediaType must be {NotificationBody.A2AMediaType} or {NotificationBody.Json}.";
        }

        if (options.AllowHttp && !environment.IsDevelopment())
        {
            yield return $"Push:AllowHttp is for Development, and this is {environment.EnvironmentName}: "
                + "remove it and use webhooks with https, or set ASPNETCORE_ENVIRONMENT to Development.";
        }

        foreach (var (key, _) in options.AllowedHosts.Where(host => !Destinations.IsHost(host.Value)))
        {
            yield return $"Push:AllowedHosts:{key} must be a host such as hooks.example.com, *.example.com or 192.0.2.7,"
                + " without scheme and port.";
        }

        foreach (var (key, _) in options.AllowedPorts.Where(port => port.Value is < 1 or > 65535))
        {
            yield return $"Push:AllowedPorts:{key} must be a port from 1 to 65535.";
        }

        if (options.ChallengeTimeout <= TimeSpan.Zero || options.ChallengeMemory < TimeSpan.FromMilliseconds(1))
        {
            yield return "Push:ChallengeTimeout and Push:ChallengeMemory must be positive.";
        }
    }

    private static IEnumerable<string> Signatures(PushOptions options)
    {
        if (!IsText(options.Issuer))
        {
            yield return "Push:Issuer must be visible characters of ASCII, such as https://agents.example.com.";
        }

        if (options.EarlierSigningSecrets.Count > 0 && string.IsNullOrEmpty(options.SigningSecret))
        {
            yield return "Push:EarlierSigningSecrets sign beside Push:SigningSecret; set that, too.";
        }

        foreach (var (key, _) in options.EarlierSigningSecrets.Where(secret => !WebhookSecret.TryParse(secret.Value, out _)))
        {
            yield return $"Push:EarlierSigningSecrets:{key} {SecretForm}.";
        }
    }

    private static IEnumerable<string> Agent(string agent, AgentPushOptions options)
    {
        if (!IsText(options.Issuer) || !IsText(options.Audience) || !IsText(options.SecurityLevel))
        {
            yield return $"Push:Agents:{agent}: Issuer, Audience and SecurityLevel must be visible characters of ASCII;"
                + " leave out what is not to be set.";
        }

        if (options.TokenSecret is { } secret && !WebhookSecret.TryParse(secret, out _))
        {
            yield return $"Push:Agents:{agent}:TokenSecret {SecretForm}.";
        }
    }

    private static bool IsText(string? text) => text is null || (HeaderText.IsSendable(text) && !text.Contains(' '));
}
