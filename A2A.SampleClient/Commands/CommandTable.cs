using A2A.SampleClient.Scenarios.Disconnect;

namespace A2A.SampleClient.Commands;

/// <summary>All commands, the one that runs when none is named first.</summary>
internal static class CommandTable
{
    public static IReadOnlyList<Command> All { get; } =
    [
        Command.For<DisconnectScenario>("disconnect", "Start a long task, hang up, and let the webhooks tell how it went."),
    ];
}
