using A2A.SampleClient.Scenarios;

namespace A2A.SampleClient.Tests;

public sealed class CommandLineTests
{
    private const string ListedCommand = "Start a long task, hang up";

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task Help_lists_the_commands_and_the_exit_codes(string option)
    {
        var run = await ClientRun.OfAsync(option);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain(ListedCommand);
        run.Output.ShouldContain("0 = passed, 1 = failed, 2 = not understood");
        run.Output.ShouldContain("dotnet run --project A2A.SampleClient -- secure --json");
        foreach (var command in ScenarioList.All.Select(scenario => scenario.Name).Concat(["all", "watch", "tasks", "cancel"]))
        {
            run.Output.Split('\n').ShouldContain(line => line.StartsWith($"    {command} "), command);
        }
    }

    [Fact]
    public async Task Help_of_a_command_lists_its_options_in_plain_text()
    {
        var run = await ClientRun.OfAsync("disconnect", "-h");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("Start a long task");
        run.Output.ShouldContain("dotnet run --project A2A.SampleClient -- disconnect [OPTIONS]");
        run.Output.ShouldContain("--version <VERSION>");
        run.Output.ShouldContain("--binding <BINDING>");
        run.Output.ShouldContain("--SampleClient:Patience=00:05:00");
        run.Output.ShouldNotContain('\e');
    }

    [Fact]
    public async Task An_unknown_command_is_told_in_one_line_with_the_option_that_lists_them()
    {
        var run = await ClientRun.OfAsync("reconnect");

        run.ExitCode.ShouldBe(2);
        run.Output.Trim().ShouldBe("Unknown command 'reconnect'. The option --help lists the commands and options.");
    }

    [Theory]
    [InlineData("bogus", "--bogus", "3")]
    [InlineData("bogus", "--bogus=3")]
    [InlineData("x", "-x=3")]
    public async Task An_unknown_option_is_told_without_the_other_options_values(string name, params string[] option)
    {
        var run = await ClientRun.OfAsync(["disconnect", $"--SampleClient:WebhookSecret={ClientRun.Secret}", .. option]);

        run.ExitCode.ShouldBe(2);
        run.Output.Trim().ShouldBe($"Unknown option '{name}'. The option --help lists the commands and options.");
    }

    [Theory]
    [InlineData("--SampleClient:WebhookSecret=")]
    [InlineData("--SampleClient:WebhookSecret")]
    public async Task Without_a_secret_the_default_command_says_what_to_set(string setting)
    {
        var run = await ClientRun.OfAsync(setting);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("Set SampleClient:WebhookSecret");
    }

    [Fact]
    public async Task Commands_on_tasks_need_no_secret()
    {
        await using var agent = new FakeAgent();
        await agent.StartAsync();

        var run = await ClientRun.OfAsync("watch", FakeAgent.TaskId, $"--SampleClient:AgentUrl={agent.Url}");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("Task task-1 is completed");
    }

    [Theory]
    [InlineData("There is no state 'done'. There are: submitted, working, completed", "tasks", "--state", "done")]
    [InlineData("--limit must be 1 to 10000", "tasks", "--limit", "0")]
    [InlineData("TASK", "watch")]
    public async Task Options_that_make_no_sense_are_told(string error, params string[] args)
    {
        var run = await ClientRun.OfAsync(args);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(error);
    }

    [Theory]
    [InlineData("--SampleClient:Bogus=1", "'Bogus'")]
    [InlineData("--SampleClient:Patience=long", "'SampleClient:Patience'")]
    [InlineData("--SampleClient:Patience", "'SampleClient:Patience'")]
    public async Task A_setting_that_makes_no_sense_is_named_with_the_remedy(string setting, string name)
    {
        var run = await ClientRun.OfAsync("disconnect", setting, "--SampleClient:WebhookSecret=s");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain(name);
        run.Output.ShouldContain("--help lists the settings");
    }

    [Theory]
    [InlineData("--version", "2")]
    [InlineData("--version=2")]
    [InlineData("--VERSION", "2")]
    [InlineData("--sampleclient:version=2")]
    [InlineData("--SampleClient", "Version=2")]
    public async Task An_option_is_a_setting_in_each_of_its_forms(params string[] option)
    {
        var run = await ClientRun.OfAsync(["disconnect", .. option, "--SampleClient:WebhookSecret=s"]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("SampleClient:Version must be auto, 1.0 or 0.3.");
    }
}
