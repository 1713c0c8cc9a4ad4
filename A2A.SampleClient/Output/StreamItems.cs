using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.Protocol.V03;

namespace A2A.SampleClient.Output;

/// <summary>What events tell, whichever kind they are of.</summary>
internal static class StreamItems
{
    extension(StreamItem item)
    {
        /// <summary>The task that it is about; null for a direct answer.</summary>
        public string? TaskId =>
            item.Response.Task?.Id ?? item.Response.StatusUpdate?.TaskId ?? item.Response.ArtifactUpdate?.TaskId;

        /// <summary>The state that it tells; unspecified when it tells none.</summary>
        public TaskState State => item.Status?.State ?? TaskState.Unspecified;

        public A2A.Protocol.TaskStatus? Status => item.Response.Task?.Status ?? item.Response.StatusUpdate?.Status;
    }

    /// <summary>The state as a person reads it, and as 0.3 calls it: <c>input-required</c>.</summary>
    public static string ToText(this TaskState state) => state.ToV03();
}
