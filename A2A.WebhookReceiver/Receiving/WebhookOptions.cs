using A2A.Protocol.Webhooks;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Whom the receiver trusts; each value has a name of its own, so that one can be set or removed alone.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Secrets by which senders sign: <c>whsec_…</c> or any text.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Notification tokens that were given to senders.</summary>
    public Dictionary<string, string> Tokens { get; init; } = [];

    /// <summary>Whole values of the <c>Authorization</c> header; while empty, the header is not looked at.</summary>
    public Dictionary<string, string> Authorizations { get; init; } = [];

    /// <summary>How far the time of a signed webhook may be from now, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest body that is read, in bytes; a notification holds a whole task with its history and artifacts.</summary>
    public int LargestBody { get; init; } = 8 * 1024 * 1024;

    public WebhookTrust ToTrust() => new()
    {
        Secrets = [.. Secrets.Values.Select(WebhookSecret.Parse)],
        Tokens = [.. Tokens.Values],
        Authorizations = [.. Authorizations.Values],
        Tolerance = Tolerance,
    };
}

/// <summary>Finds what would make the receiver refuse everything, or trust too much, before it starts.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    /// <summary>Below, no task's notification would fit.</summary>
    private const int SmallestLimit = 1024;

    /// <summary>Half of what is kept in all, so that no webhook pushes out all others.</summary>
    private const int LargestLimit = 32 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Failures(WebhookOptions options)
    {
        if (options.Secrets.Count + options.Tokens.Count + options.Authorizations.Count == 0)
        {
            yield return "No webhook could be verified: set at least one of Webhooks:Secrets:<name>, Webhooks:Tokens:<name> "
                + "and Webhooks:Authorizations:<name>.";
        }

        foreach (var (name, secret) in options.Secrets)
        {
            if (!WebhookSecret.TryParse(secret, out _))
            {
                yield return $"Webhooks:Secrets:{name} is empty, or starts with whsec_ without 24 to 64 bytes of base64 after it.";
            }
        }

        foreach (var (name, _) in options.Tokens.Concat(options.Authorizations).Where(pair => string.IsNullOrWhiteSpace(pair.Value)))
        {
            yield return $"The value named {name} under Webhooks:Tokens or Webhooks:Authorizations is empty.";
        }

        if (options.Tolerance <= TimeSpan.Zero || options.Tolerance > TimeSpan.FromDays(1))
        {
            yield return "Webhooks:Tolerance must be more than nothing and at most a day.";
        }

        if (options.LargestBody is < SmallestLimit or > LargestLimit)
        {
            yield return $"Webhooks:LargestBody is {options.LargestBody} bytes; it must be {SmallestLimit} to {LargestLimit}.";
        }
    }
}
