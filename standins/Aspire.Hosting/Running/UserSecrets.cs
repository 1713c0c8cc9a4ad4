using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting.Running;

/// <summary>Keeps generated values where the AppHost's configuration finds them at the next run, as the real one does.</summary>
internal static class UserSecrets
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly Lock Writing = new();

    /// <summary>Does nothing for an assembly without a <c>UserSecretsId</c>.</summary>
    public static void Save(Assembly? assembly, string key, string value)
    {
        if (assembly?.GetCustomAttribute<UserSecretsIdAttribute>()?.UserSecretsId is not { } id)
        {
            return;
        }

        var path = PathHelper.GetSecretsPathFromSecretsId(id);
        lock (Writing)
        {
            var secrets = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? [] : [];
            secrets[key] = value;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file has a folder
            var draft = $"{path}.{Environment.ProcessId}";
            File.WriteAllText(draft, secrets.ToJsonString(Indented));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(draft, path, overwrite: true);
        }
    }
}
