namespace A2A.SampleClient.Tests;

/// <summary>The built program.</summary>
internal static class Client
{
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "A2A.SampleClient");

    public static Task<ClientProcess> RunAsync(string[] args, params (string Name, string Value)[] environment) =>
        ClientProcess.RunAsync(Program, environment.ToDictionary(variable => variable.Name, variable => variable.Value), args);
}
