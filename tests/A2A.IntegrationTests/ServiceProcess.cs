using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace A2A.IntegrationTests;

/// <summary>A process of a service, found by what only this run has put into its environment (Linux).</summary>
/// <param name="Id">The process id.</param>
/// <param name="InstanceId">What its telemetry calls it.</param>
/// <param name="Address">Where it is to listen, itself, behind the address that the replicas share.</param>
public sealed record ServiceProcess(int Id, string InstanceId, Uri Address)
{
    private const string AddressVariable = "ASPNETCORE_URLS=";
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
        return [.. found.Where(p => !parents.Contains(p.Id)).Select(p => new ServiceProcess(p.Id, ValueOf(p.Variables, InstanceVariable), AddressOf(p.Variables)))];
    }

    /// <summary>Ends it as a power cut would: no clean-up, no goodbye.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(Id);
        process.Kill();
    }

    /// <summary>Whether it takes connections yet: a process is there long before.</summary>
    public async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Address.Host, Address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Uri AddressOf(string[] variables) => new(ValueOf(variables, AddressVariable).Split(';')[0]);

    private static string ValueOf(string[] variables, string name) =>
        variables.First(v => v.StartsWith(name, StringComparison.Ordinal))[name.Length..];

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
