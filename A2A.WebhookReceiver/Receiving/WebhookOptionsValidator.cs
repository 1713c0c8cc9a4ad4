using A2A.Webhooks.AspNetCore;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Finds what would make the receiver turn all senders away, or leave listings readable, before it starts.</summary>
internal sealed class WebhookOptionsValidator(IConfiguration configuration) : IValidateOptions<WebhookOptions>
{
    private const int ShortestKey = 16;
    private const int HighestRate = 1_000_000;

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        string[] failures = [.. UnknownSettings(), .. RateFailures(options), .. AccessFailures(options)];
        return failures.Length > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    // Options of two types are bound from the section, so neither binding knows all its settings.
    private IEnumerable<string> UnknownSettings()
    {
        var known = typeof(WebhookOptions).GetProperties().Concat(typeof(WebhookVerification).GetProperties())
            .Select(property => property.Name).Order(StringComparer.Ordinal).ToList();
        return configuration.GetSection(WebhookOptions.Section).GetChildren()
            .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Select(setting => $"There is no setting {setting.Path}; there are: {string.Join(", ", known)}.");
    }

    private static IEnumerable<string> RateFailures(WebhookOptions options)
    {
        (string Rate, int PerSecond, string Burst, int AtOnce)[] pairs =
        [
            (nameof(options.RequestsPerSecond), options.RequestsPerSecond, nameof(options.Burst), options.Burst),
            (nameof(options.RefusalsPerSecond), options.RefusalsPerSecond, nameof(options.RefusalBurst), options.RefusalBurst),
        ];
        foreach (var (rate, perSecond, burst, atOnce) in pairs)
        {
            if (perSecond is < 1 or > HighestRate)
            {
                yield return $"Webhooks:{rate} is {perSecond}; it must be 1 to {HighestRate}.";
            }

            if (atOnce < perSecond || atOnce > HighestRate)
            {
                yield return $"Webhooks:{burst} is {atOnce}; it must be Webhooks:{rate} ({perSecond}) to {HighestRate}.";
            }
        }
    }

    private static IEnumerable<string> AccessFailures(WebhookOptions options)
    {
        foreach (var (name, origin) in options.AllowedOrigins)
        {
            if (origin.Length == 0 || !IsVisible(origin))
            {
                yield return $"Webhooks:AllowedOrigins:{name} must be the name of an origin, such as agents.example.com.";
            }
        }

        if (!options.KnownProxies.Values.All(KnownProxies.IsNetwork))
        {
            yield return KnownProxies.Problem(WebhookOptions.Section);
        }

        if (options.ReadKey is { } key && (key.Length < ShortestKey || !IsVisible(key)))
        {
            yield return $"Webhooks:ReadKey must be at least {ShortestKey} characters long and hold only visible ASCII; "
                + "leave it out for listings without a key.";
        }

        if (options.DashboardUrl is { } dashboard && !IsAddress(dashboard))
        {
            yield return $"Webhooks:DashboardUrl is '{dashboard}'; it must be an absolute http or https URL without user, query and "
                + "fragment, such as http://localhost:18888; leave it out for trace ids without links.";
        }
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;

    private static bool IsVisible(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
