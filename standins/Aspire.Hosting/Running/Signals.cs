using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

/// <summary>kill(2): .NET itself can only send SIGKILL.</summary>
internal static partial class Signals
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    public static void Terminate(int processId) => _ = Send(processId, SigTerm);

    /// <summary>Ends the process and whatever it has started in its process group.</summary>
    public static void KillGroup(int processId)
    {
        _ = Send(-processId, SigKill);
        _ = Send(processId, SigKill);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int processId, int signal);
}
