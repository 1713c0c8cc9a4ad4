using System.Diagnostics;
using System.Globalization;

namespace A2A.AppHost;

/// <summary>A Redis server that runs as a process of this machine; to the services it is a Redis like any other.</summary>
/// <param name="name">The resource's name, which is also the connection string's.</param>
/// <param name="program">Path of <c>redis-server</c> or <c>valkey-server</c>.</param>
/// <param name="folder">Where it keeps its data.</param>
internal sealed class LocalRedisResource(string name, string program, string folder)
    : ExecutableResource(name, program, folder), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private EndpointReference Endpoint => field ??= new(this, EndpointName);

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.Host)}:{Endpoint.Property(EndpointProperty.Port)}");

    public static string PidFile(string folder) => Path.Combine(folder, "redis.pid");

    /// <summary>Two servers must not write one append-only file: waits for that of a run that is still stopping.</summary>
    /// <exception cref="StartException">It does not end.</exception>
    public static async Task WaitForEarlierAsync(string folder, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (RunningServer(folder) is { } id)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new StartException(
                    $"Another Redis (process {id}) writes to {folder}."
                    + " Stop it, or choose another folder by the setting --Redis:DataFolder.");
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    // After kill -9 the file stays, and its number may be another program's by now.
    private static int? RunningServer(string folder)
    {
        if (!File.Exists(PidFile(folder))
            || !int.TryParse(File.ReadAllText(PidFile(folder)), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("redis", StringComparison.Ordinal)
                || process.ProcessName.StartsWith("valkey", StringComparison.Ordinal) ? id : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
