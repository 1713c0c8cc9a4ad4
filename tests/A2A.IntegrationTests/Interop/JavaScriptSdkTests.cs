namespace A2A.IntegrationTests.Interop;

/// <summary>The official JavaScript SDK, unchanged, works against this server in both versions and every binding of theirs here.</summary>
public sealed class JavaScriptSdkTests(JavaScriptSdk sdk) : IClassFixture<JavaScriptSdk>
{
    private static readonly string[] Everywhere =
    [
        "finds the agent by its card",
        "gets the card of an agent without an extended one",
        "gets the extended card of an agent that has one",
        "finds in the card how callers prove who they are",
        "is refused without a key",
        "sends a message and gets the finished task",
        "sends a message and gets its task at once",
        "gets a direct answer",
        "gets a text artifact",
        "gets a file artifact with its bytes",
        "gets a file artifact by its address",
        "gets a data artifact",
        "answers the question of a task that waits for input",
        "sees that a task was rejected",
        "goes on with a conversation in a second task",
        "gets the same task for a message sent twice",
        "sends content of every kind and finds it in the history",
        "is answered though it asks for an extension that the agent does not have",
        "is told what is wrong with a message",
        "is told that a finished task takes no message",
        "polls a task until it is finished",
        "gets as much history as it asks for",
        "is told that a task is unknown",
        "cancels a task, and twice in 1.0 alone",
        "is told that a finished task cannot be canceled",
        "streams a task from its beginning to its end",
        "streams a direct answer alone",
        "streams an artifact in chunks",
        "ends the stream of a task that waits for input",
        "comes back to a stream that it left or aborted",
        "sees the same events in two streams of one task",
        "is told that a finished task has nothing to stream",
        "is told by webhook, in order and to the end",
        "goes on with a stream behind the event of a webhook",
        "sets, gets, lists and deletes push configs",
        "is told that a webhook with another scheme is refused",
        "is told that a task with configs is unknown",
    ];

    // 0.3 has no such operation.
    private static readonly string[] OnlyIn10 =
    [
        "lists the tasks of a conversation page by page",
        "lists tasks by their state, with artifacts",
        "lists tasks that changed since a moment",
    ];

    public static IEnumerable<TheoryDataRow<string, string, string>> Checks =>
        from mode in JavaScriptSdk.Modes
        from check in ChecksOf(mode.Version)
        select new TheoryDataRow<string, string, string>(mode.Version, mode.Binding, check);

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task The_client(string version, string binding, string check)
    {
        Assert.SkipWhen(sdk.Missing is not null, sdk.Missing ?? "");

        var results = await sdk.ResultsAsync(version, binding);

        var result = results.GetValueOrDefault(check).ShouldNotBeNull($"No such check was made: {check}");
        TestContext.Current.SendDiagnosticMessage($"@a2a-js/sdk, {version} over {binding}: {check}: {(result.Passed ? "passed" : "FAILED")}");
        result.Passed.ShouldBeTrue(result.Why);
    }

    [Theory]
    [InlineData("1.0", "JSONRPC")]
    [InlineData("0.3", "HTTP+JSON")]
    public async Task Every_check_of_the_scripts_is_listed_here(string version, string binding)
    {
        Assert.SkipWhen(sdk.Missing is not null, sdk.Missing ?? "");

        (await sdk.ResultsAsync(version, binding)).Keys.ShouldBe(ChecksOf(version), ignoreOrder: true);
    }

    private static string[] ChecksOf(string version) => version == "1.0" ? [.. Everywhere, .. OnlyIn10] : Everywhere;
}
