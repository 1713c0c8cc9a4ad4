using System.Reflection;

namespace Aspire.Hosting;

/// <summary>What <c>AppModel.targets</c> wrote into the AppHost's assembly.</summary>
internal static class AppHostMetadata
{
    public static string ProjectDirectory(Assembly? appHost) => Find(appHost, "apphostprojectpath") ?? Directory.GetCurrentDirectory();

    /// <summary>Folder for what is made or fetched while running; not under version control.</summary>
    public static string Artifacts(Assembly? appHost) => Find(appHost, "artifacts") ?? Path.Combine(ProjectDirectory(appHost), "obj");

    private static string? Find(Assembly? assembly, string key) =>
        assembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value;
}
