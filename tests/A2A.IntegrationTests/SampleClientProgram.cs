namespace A2A.IntegrationTests;

/// <summary>The built sample client, in its own output folder, which is called like this one: bin/Debug/net10.0.</summary>
internal static class SampleClientProgram
{
    public static string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(new Projects.A2A_SampleClient().ProjectPath)!, // the path of a file
        "bin",
        System.IO.Path.Combine(AppContext.BaseDirectory.Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)[^2..]),
        "A2A.SampleClient");
}
