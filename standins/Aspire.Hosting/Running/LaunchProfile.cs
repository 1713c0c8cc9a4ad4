using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>
/// One profile of a project's <c>Properties/launchSettings.json</c>, for instance
/// <code>{ "profiles": { "http": { "commandName": "Project", "applicationUrl": "http://localhost:5000",
///   "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" } } } }</code>
/// </summary>
internal sealed record LaunchProfile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public string? CommandName { get; init; }

    public string? ApplicationUrl { get; init; }

    public Dictionary<string, string> EnvironmentVariables { get; init; } = [];

    /// <param name="projectPath">A project's file or folder.</param>
    /// <param name="name">The profile; the first that runs the project when null.</param>
    /// <exception cref="DistributedApplicationException">There is no profile of that name.</exception>
    public static LaunchProfile? Find(string projectPath, string? name)
    {
        var folder = Directory.Exists(projectPath) ? projectPath : Path.GetDirectoryName(projectPath)!; // a file has a folder
        var path = Path.Combine(folder, "Properties", "launchSettings.json");
        var profiles = File.Exists(path) ? JsonSerializer.Deserialize<Settings>(File.ReadAllText(path), Json)?.Profiles ?? [] : [];
        if (name is not null && !profiles.ContainsKey(name))
        {
            throw new DistributedApplicationException($"There is no launch profile '{name}' in '{path}'.");
        }

        return name is not null ? profiles[name] : profiles.Values.FirstOrDefault(p => p.CommandName == "Project");
    }

    public void ApplyTo(IResourceBuilder<ProjectResource> project)
    {
        foreach (var url in (ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(u => new Uri(u)))
        {
            project.WithEndpoint(port: url.Port, scheme: url.Scheme, name: url.Scheme);
        }

        foreach (var (name, value) in EnvironmentVariables)
        {
            project.WithEnvironment(name, value);
        }
    }

    private sealed record Settings(Dictionary<string, LaunchProfile>? Profiles);
}
