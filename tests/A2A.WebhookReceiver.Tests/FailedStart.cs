using System.Reflection;

namespace A2A.WebhookReceiver.Tests;

/// <summary>The program itself, with settings with which it does not start.</summary>
internal static class FailedStart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Why it did not start.</summary>
    public static async Task<Exception> Of(params (string Name, string Value)[] settings)
    {
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. settings.SelectMany(s => new[] { $"--{s.Name}", s.Value })];
        var main = typeof(Program).Assembly.EntryPoint!; // a program has one
        var running = Task.Run(() => main.Invoke(null, [arguments]), TestContext.Current.CancellationToken);
        return (await Should.ThrowAsync<TargetInvocationException>(running.WaitAsync(Patience))).InnerException!; // of that exception it is never null
    }
}
