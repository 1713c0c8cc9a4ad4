using System.ComponentModel;
using Microsoft.Extensions.Configuration;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>The options of every scenario: settings of the sample client that go before all other sources of them.</summary>
internal sealed class ScenarioOptions : CommandSettings
{
    [CommandOption("--version <VERSION>"), Description("Short for --SampleClient:Version: auto, 1.0 or 0.3")]
    public string? Version { get; init; }

    [CommandOption("--binding <BINDING>"), Description("Short for --SampleClient:Binding: auto, jsonrpc or http")]
    public string? Binding { get; init; }

    /// <summary>The parser reads <c>--SampleClient:Patience=00:05:00</c> as this option with the value <c>Patience=00:05:00</c>.</summary>
    [CommandOption("--SampleClient <SETTING=VALUE>")]
    [Description("As --SampleClient:Patience=00:05:00; also AgentUrl, ReceiverUrl, ApiKey, ReceiverKey, WebhookSecret and RetryDelay")]
    public string[] Settings { get; init; } = [];

    /// <summary>Sets what the command line names.</summary>
    public void ApplyTo(IConfiguration section)
    {
        string[] named = [.. Settings, .. Given(nameof(Version), Version), .. Given(nameof(Binding), Binding)];
        foreach (var parts in named.Select(setting => setting.Split('=', 2)))
        {
            section[parts[0]] = parts is [_, var value] ? value : "";
        }
    }

    private static string[] Given(string name, string? value) => value is null ? [] : [$"{name}={value}"];
}
