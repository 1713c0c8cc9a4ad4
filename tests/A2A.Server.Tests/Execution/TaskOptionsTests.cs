using A2A.Server.Execution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Execution;

public sealed class TaskOptionsTests
{
    [Theory]
    [InlineData("Partitions", "0")]
    [InlineData("Retention", "00:00:00")]
    [InlineData("RetentionSweep", "00:00:00")]
    [InlineData("LateAfter", "00:00:00")]
    [InlineData("MaxMessages", "0")]
    [InlineData("LongestWait", "-00:00:01")]
    [InlineData("LongestWait", "1.00:00:01")]
    [InlineData("CancelWait", "-00:00:01")]
    [InlineData("CancelWait", "1.00:00:01")]
    public void A_setting_that_makes_no_sense_is_refused_at_start(string name, string value) =>
        Should.Throw<OptionsValidationException>(() => Validate(name, value)).Message.ShouldContain(name);

    [Theory]
    [InlineData("LongestWait", "00:00:00")]
    [InlineData("LongestWait", "1.00:00:00")]
    [InlineData("CancelWait", "00:00:00")]
    [InlineData("CancelWait", "1.00:00:00")]
    public void Waits_may_be_from_nothing_to_one_day(string name, string value) => Should.NotThrow(() => Validate(name, value));

    private static void Validate(string name, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new($"Tasks:{name}", value)]);
        builder.Services.AddExecution();
        using var host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate();
    }
}
