namespace A2A.AppHost;

/// <summary>Docker or Podman.</summary>
internal static class ContainerEngine
{
    /// <summary>An engine that takes longer to say that it is there would take too long for everything else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string[] Programs = ["docker", "podman"];

    /// <summary>Whether an engine really works: the command line alone may be installed without its daemon.</summary>
    public static async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        foreach (var program in Programs.Select(LocalProgram.Find).OfType<string>())
        {
            if (await AnswersAsync(program, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            var (succeeded, _) = await LocalProgram.RunAsync(program, ["info"], Patience, cancellationToken);
            return succeeded;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
