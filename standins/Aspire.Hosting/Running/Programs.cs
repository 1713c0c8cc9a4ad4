namespace Aspire.Hosting.Running;

/// <summary>Looks for programs on the PATH.</summary>
internal static class Programs
{
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => OperatingSystem.IsWindows() ? new[] { $"{name}.exe", $"{name}.cmd" }.Select(n => Path.Combine(folder, n)) : [Path.Combine(folder, name)])
        .FirstOrDefault(File.Exists);
}
