namespace A2A.SampleClient.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("disconnect", "-h")]
    public async Task Help_lists_the_commands(params string[] args)
    {
        var run = await ClientRun.OfAsync(args);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("disconnect   Start a long task");
    }

    [Fact]
    public async Task An_unknown_command_is_told_with_the_list()
    {
        var run = await ClientRun.OfAsync("reconnect");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("There is no command 'reconnect'.");
        run.Output.ShouldContain("disconnect   Start a long task");
    }

    [Fact]
    public async Task Without_a_secret_the_default_command_says_what_to_set()
    {
        var run = await ClientRun.OfAsync("--SampleClient:WebhookSecret=");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("Set SampleClient:WebhookSecret");
    }
}
