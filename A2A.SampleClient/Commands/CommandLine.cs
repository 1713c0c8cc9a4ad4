namespace A2A.SampleClient.Commands;

/// <summary>What the command line asks for. Settings (<c>--SampleClient:Patience=00:05:00</c>) may follow the command.</summary>
internal abstract record CommandLine
{
    private CommandLine()
    {
    }

    public sealed record Run(Command Command) : CommandLine;

    public sealed record Help : CommandLine;

    public sealed record Unknown(string Name) : CommandLine;

    public static CommandLine Read(IReadOnlyList<string> args, IReadOnlyList<Command> commands)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            return new Help();
        }

        if (args is not [{ } name, ..] || name.StartsWith('-'))
        {
            return new Run(commands[0]);
        }

        return commands.FirstOrDefault(command => command.Name == name) is { } known ? new Run(known) : new Unknown(name);
    }
}
