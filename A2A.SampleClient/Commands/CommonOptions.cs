using System.ComponentModel;
using A2A.Protocol;
using A2A.Protocol.V03;
using Microsoft.Extensions.Configuration;
using Spectre.Console;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>The options of every command: settings of the sample client that go before all other sources of them.</summary>
internal abstract class CommonOptions : CommandSettings
{
    [CommandOption("--version <VERSION>"), Description("Short for --SampleClient:Version: auto, 1.0 or 0.3")]
    public string? Version { get; init; }

    [CommandOption("--binding <BINDING>"), Description("Short for --SampleClient:Binding: auto, jsonrpc, http or grpc")]
    public string? Binding { get; init; }

    /// <summary>The parser reads <c>--SampleClient:Patience=00:05:00</c> as this option with the value <c>Patience=00:05:00</c>.</summary>
    [CommandOption("--SampleClient <SETTING=VALUE>")]
    [Description("As --SampleClient:Patience=00:05:00; also AgentUrl, ReceiverUrl, DashboardUrl, ApiKey, ReceiverKey, WebhookSecret"
        + " and RetryDelay")]
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

/// <summary>The options of scenarios.</summary>
internal sealed class ScenarioOptions : CommonOptions
{
    /// <summary>Also looked for where the console is chosen.</summary>
    public const string JsonOption = "--json";

    [CommandOption(JsonOption)]
    [Description("Write one JSON document to the output at the end; what a person reads goes to the error output")]
    public bool Json { get; init; }
}

/// <summary>The options of commands on the tasks of one agent.</summary>
internal abstract class AgentCommandOptions : CommonOptions
{
    [CommandOption("--agent <NAME>"), Description("The agent, such as report or enterprise; without it the one at the agent's address")]
    public string? Agent { get; init; }
}

/// <summary>The options of commands on one task.</summary>
internal sealed class TaskCommandOptions : AgentCommandOptions
{
    [CommandArgument(0, "<TASK>"), Description("The task's id, as scenarios and the command tasks show it")]
    public string Task { get; init; } = "";
}

/// <summary>The options of the list of tasks.</summary>
internal sealed class TaskListOptions : AgentCommandOptions
{
    private const int MostListed = 10_000;

    private static readonly IEnumerable<string> States = Enum.GetValues<TaskState>().Skip(1).Select(state => state.ToV03());

    [CommandOption("--state <STATE>"), Description("Only tasks in this state, such as working, completed or input-required")]
    public string? State { get; init; }

    [CommandOption("--limit <NUMBER>"), Description("How many tasks to list at most, newest first"), DefaultValue(100)]
    public int Limit { get; init; }

    public TaskState TaskState => V03TaskState.FromV03(State);

    public override ValidationResult Validate() => this switch
    {
        { State: not null, TaskState: TaskState.Unspecified } =>
            ValidationResult.Error($"There is no state '{State}'. There are: {string.Join(", ", States)}."),
        { Limit: < 1 or > MostListed } => ValidationResult.Error($"--limit must be 1 to {MostListed}."),
        _ => ValidationResult.Success(),
    };
}
