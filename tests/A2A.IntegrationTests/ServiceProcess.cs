using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace A2A.IntegrationTests;

/// <summary>A process of a service, found by what only this run has put into its environment (Linux).</summary>
/// <param name="Id">The process id.</param>
/// <param name="InstanceId">What its telemetry calls it.</param>
public sealed record ServiceProcess(int Id, string InstanceId)
{
    private const string InstanceVariable = "OTEL_RESOURCE_ATTRIBUTES=service.instance.id=";

    /// <param name="service">The resource's name.</param>
    /// <param name="mark">A value in the environment of the processes of this run.</param>
    /// <remarks>
    /// A service may be started by <c>dotnet run</c>, which hands on its environment: of such a pair only the child counts.
    /// </remarks>
    public static IReadOnlyList<ServiceProcess> Find(string service, string mark)
    {
        var found = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Select(folder => (Id: int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), Variables: VariablesOf(folder)))
            .Where(p => p.Variables.Contains($"OTEL_SERVICE_NAME={service}") && p.Variables.Any(v => v.EndsWith(mark, StringComparison.Ordinal)))
            .ToList();
        var parents = found.Select(p => ParentOf(p.Id)).ToHashSet();
        return [.. found.Where(p => !parents.Contains(p.Id)).Select(p => new ServiceProcess(p.Id, InstanceOf(p.Variables)))];
    }

    /// <summary>Ends it as a power cut would: no clean-up, no goodbye.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(Id);
        process.Kill();
    }

    private static string InstanceOf(string[] variables) =>
        variables.First(v => v.StartsWith(InstanceVariable, StringComparison.Ordinal))[InstanceVariable.Length..];

    private static string[] VariablesOf(string folder) => Read(Path.Combine(folder, "environ")).Split('\0');

    /// <summary>The fourth field, counted after the name in brackets: <c>123 (dotnet) S 122 …</c></summary>
    private static int? ParentOf(int id)
    {
        var status = Read($"/proc/{id}/stat");
        return status.Length == 0 ? null : int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended meanwhile, or it is not ours
        }
    }
}
