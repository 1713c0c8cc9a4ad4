using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace A2A.StandIns.Tests.Hosting;

/// <summary>What can be decided without starting anything.</summary>
public sealed class PureTests
{
    private readonly IDistributedApplicationBuilder _builder =
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });

    [Fact]
    public void Dependents_are_stopped_before_what_they_need_also_by_way_of_a_connection_string()
    {
        var server = _builder.AddExecutable("server", "sleep", ".", "1").WithEndpoint(name: "tcp");
        var address = _builder.AddConnectionString("address", ReferenceExpression.Create($"{server.GetEndpoint("tcp")}"));
        var service = _builder.AddExecutable("service", "sleep", ".", "1").WithReference(address);
        _builder.AddExecutable("client", "sleep", ".", "1").WaitFor(service);

        var order = StopOrder.Sort([.. _builder.Resources], r => r).Select(r => r.Name);

        order.ShouldBe(["client", "service", "address", "server"]);
    }

    [Fact]
    public void A_container_becomes_one_line_that_shows_no_secret()
    {
        var redis = _builder.AddRedis("redis").WithDataVolume("tasks").WithArgs("--appendonly", "yes").Resource;
        var instance = new ResourceInstance(redis);
        instance.TargetPorts["tcp"] = 7000;

        var line = ContainerCommand.Arguments(redis, instance, ["redis-server", "--appendonly", "yes"], new() { ["PASSWORD"] = "secret" });

        string.Join(' ', line).ShouldBe(
            $"run --rm --name {instance.Id} -p 127.0.0.1:7000:6379 -v tasks:/data -e PASSWORD docker.io/library/redis:8.6 redis-server --appendonly yes");
    }

    [Theory]
    [InlineData("web", true)]
    [InlineData("agent-api2", true)]
    [InlineData("", false)]
    [InlineData("2web", false)]
    [InlineData("web-", false)]
    [InlineData("we--b", false)]
    [InlineData("we_b", false)]
    public void Names_are_host_names(string name, bool valid) => ResourceName.IsValid(name).ShouldBe(valid);

    [Fact]
    public async Task Braces_in_an_expression_stay_as_they_are()
    {
        var parameter = _builder.AddParameter("name", "value");

        var text = await ReferenceExpression.Create($"{{\"name\":\"{parameter}\"}}").GetValueAsync(Patience.Token);

        text.ShouldBe("""{"name":"value"}""");
    }

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        _builder.AddParameter("twice", "1");

        Should.Throw<DistributedApplicationException>(() => _builder.AddParameter("Twice", "2")).Message.ShouldContain("'Twice'");
    }

    [Fact]
    public void The_first_launch_profile_that_runs_the_project_is_used()
    {
        var folder = Directory.CreateTempSubdirectory("profile");
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory("Properties").FullName, "launchSettings.json"), """
            { "profiles": {
                "container": { "commandName": "Docker" },
                "http": { "commandName": "Project", "applicationUrl": "http://localhost:5001", "environmentVariables": { "A": "1" } }, // a comment
            } }
            """);

        var profile = LaunchProfile.Find(folder.FullName, name: null);

        profile!.ApplicationUrl.ShouldBe("http://localhost:5001");
        profile.EnvironmentVariables.ShouldContainKeyAndValue("A", "1");
        Should.Throw<DistributedApplicationException>(() => LaunchProfile.Find(folder.FullName, "absent"));
        folder.Delete(recursive: true);
    }
}
