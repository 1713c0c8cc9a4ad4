using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace A2A.AppHost;

/// <summary>The settings that can be given on the command line; a misspelt one is an error, not ignored.</summary>
internal static class Settings
{
    /// <summary>Sections of this AppHost with what is in them; empty where anything may be.</summary>
    internal static readonly Dictionary<string, string[]> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Replicas"] = [],
        ["Ports"] = ["AgentApi", "AgentApiGrpc", "WebhookReceiver"],
        ["Redis"] = ["DataFolder"],
        ["ConnectionStrings"] = ["redis"],
        ["Parameters"] = ["webhook-secret", "operations-key", "encryption-key"],
        ["AgentApi"] =
        [
            "Agents",
            "Aspire",
            "Callers",
            "Cards",
            "Encryption",
            "Execution",
            "Grpc",
            "Http",
            "Limits",
            "Logging",
            "Operations",
            "Push",
            "Samples",
            "Signing",
            "Tasks",
        ],
        ["WebhookReceiver"] = ["Aspire", "Logging", "Webhooks"],
        ["SampleClient"] = ["Enabled", "Scenario", "Settings"],
    };

    /// <summary>Prefixes of what Aspire and the host read themselves.</summary>
    private static readonly string[] Others =
        [
            "AppHost",
            "Aspire",
            "ASPNETCORE_",
            "Dcp",
            "DOTNET_",
            "Logging",
            "environment",
            "contentRoot",
            "operation",
            "publisher",
            "output-path",
            "log-level",
            "step",
            "Pipeline",
            "Publishing",
        ];

    /// <exception cref="StartException">A setting does not exist; the message names it and those that do.</exception>
    public static void CheckSettings(this IDistributedApplicationBuilder builder, string[] args)
    {
        foreach (var section in new ConfigurationBuilder().AddCommandLine(args).Build().GetChildren())
        {
            if (!Own.TryGetValue(section.Key, out var known))
            {
                _ = Others.Any(other => section.Key.StartsWith(other, StringComparison.OrdinalIgnoreCase))
                    ? true
                    : throw new StartException(
                        $"There is no setting '{section.Key}'. There are: {string.Join(", ", Own.Keys)} (docs/configuration.md).");
                continue;
            }

            foreach (var unknown in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            {
                throw new StartException(
                    $"There is no setting '{unknown.Path}'."
                    + $" In '{section.Key}' there are: {string.Join(", ", known)} (docs/configuration.md).");
            }
        }
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="StartException">It is another one, or none.</exception>
    public static int Number(this IDistributedApplicationBuilder builder, string name, int usual, int least, int most) =>
        builder.Configuration[name] is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new StartException($"The setting '{name}' must be a whole number from {least} to {most}, not '{text}'.");
}
