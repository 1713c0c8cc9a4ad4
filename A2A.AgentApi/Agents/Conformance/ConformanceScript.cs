using System.Text.Json;
using A2A.AgentApi.Agents.Samples;
using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Conformance;

/// <summary>The scenarios of the A2A conformance kit, by the prefix of a message's id.</summary>
internal sealed class ConformanceScript
{
    private const string AsksBack = "tck-input-required";

    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(2);
    private static readonly Part TextFile = new() { Raw = "tck"u8.ToArray(), Filename = "output.txt", MediaType = "text/plain" };
    private static readonly Part LinkedFile =
        new() { Url = "https://example.com/output.txt", Filename = "output.txt", MediaType = "text/plain" };
    private static readonly Part Data = new() { Data = JsonElement.Parse("""{"key":"value","count":42}""") };

    private readonly List<(string Prefix, Scenario Play)> _scenarios;

    public ConformanceScript(Pace pace)
    {
        (string Prefix, Scenario Play)[] scenarios =
        [
            ("tck-complete-task", (task, token) => task.CompleteAsync("Hello from TCK", token)),
            ("tck-artifact-text", Gives(Part.Of("Generated text content"))),
            ("tck-artifact-file", Gives(TextFile)),
            ("tck-artifact-file-url", Gives(LinkedFile)),
            ("tck-artifact-data", Gives(Data)),
            (AsksBack, AskAsync),
            ("tck-reject-task", (task, token) => task.RejectAsync("Rejected, as the message's id asks", token)),
            ("tck-stream-001", WorksAndGives(Part.Of("Stream hello from TCK"))),
            ("tck-stream-002", (task, token) => task.CompleteAsync(null, token)),
            ("tck-stream-003", WorksAndGives(Part.Of("Stream task lifecycle"))),
            ("tck-stream-ordering-001", WorksAndGives(Part.Of("Ordered output"))),
            ("tck-stream-artifact-text", WorksAndGives(Part.Of("Streamed text content"))),
            ("tck-stream-artifact-file", WorksAndGives(TextFile)),
            ("tck-stream-artifact-chunked", GiveInChunksAsync),
            ("test-resubscribe-message-id", (task, token) => HoldAsync(task, pace, token)),
        ];
        _scenarios = [.. scenarios.OrderByDescending(scenario => scenario.Prefix.Length)];
    }

    /// <summary>What is done with a task.</summary>
    public delegate Task Scenario(TaskUpdater task, CancellationToken cancellationToken);

    /// <summary>The scenario that the task's newest message asks for; the longest prefix decides.</summary>
    /// <remarks>
    /// A message without any of the prefixes is asked back, as the kit's own reference agent does: its tests of continued,
    /// canceled and listed tasks need one that is open. A message that answers the question completes the task, unless its id
    /// asks for something else: that of the first message, come again, asks for the question again.
    /// </remarks>
    public Scenario For(TaskUpdater task)
    {
        var id = task.Message.MessageId;
        var found = _scenarios.Find(scenario => id.StartsWith(scenario.Prefix, StringComparison.Ordinal));
        var isAnswer = task.Turn > 1 && found.Prefix == AsksBack && id != task.History[0].MessageId;
        return found.Play switch
        {
            null when task.Turn == 1 => AskAsync,
            null => EchoAsync,
            _ => isAnswer ? EchoAsync : found.Play,
        };
    }

    private static Scenario Gives(Part part) => async (task, token) =>
    {
        await task.AddArtifactAsync(Of(part), token);
        await task.CompleteAsync(null, token);
    };

    private static Scenario WorksAndGives(Part part) => async (task, token) =>
    {
        await task.WorkingAsync(null, token);
        await Gives(part)(task, token);
    };

    private static async Task GiveInChunksAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        await task.WorkingAsync(null, cancellationToken);
        await task.AppendArtifactAsync(Of(Part.Of("chunk-1 ")), lastChunk: false, cancellationToken);
        await task.AppendArtifactAsync(Of(Part.Of("chunk-2")), lastChunk: true, cancellationToken);
        await task.CompleteAsync(null, cancellationToken);
    }

    // Long enough for a client to come back to the stream.
    private static async Task HoldAsync(TaskUpdater task, Pace pace, CancellationToken cancellationToken)
    {
        await task.WorkingAsync(null, cancellationToken);
        await task.WorkAsync("hold-1", pace, HoldTime, cancellationToken);
        await task.WorkAsync("hold-2", pace, HoldTime, cancellationToken);
        await task.CompleteAsync(null, cancellationToken);
    }

    private static Task AskAsync(TaskUpdater task, CancellationToken cancellationToken) =>
        task.RequireInputAsync("What else?", cancellationToken);

    private static Task EchoAsync(TaskUpdater task, CancellationToken cancellationToken) =>
        task.SayAsync(TaskState.Completed, task.Message.Parts, cancellationToken);

    private static Artifact Of(Part part) => new() { ArtifactId = "tck-artifact", Name = "TCK artifact", Parts = [part] };
}
