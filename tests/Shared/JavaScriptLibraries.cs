namespace A2A.Tests;

/// <summary>The scripts in <c>tests/Shared/javascript</c>, whose packages are installed once per run.</summary>
internal static class JavaScriptLibraries
{
    private static readonly Lazy<Task<string?>> Preparation = new(() => JavaScript.PrepareAsync(Folder, CancellationToken.None));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "javascript");

    /// <summary>Skips the test where scripts cannot be run.</summary>
    public static async Task RequireAsync()
    {
        if (await Preparation.Value is { } missing)
        {
            Assert.Skip($"Signatures cannot be compared with those of other libraries: {missing}");
        }
    }

    public static Task<(int ExitCode, string Output)> RunAsync(string script, string input) =>
        JavaScript.RunAsync(Folder, script, input, TestContext.Current.CancellationToken);
}
