using A2A.Server.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http;

public sealed class HttpOptionsTests
{
    [Theory]
    [InlineData("MaxBodyBytes", "1023")]
    [InlineData("MaxDepth", "65")]
    [InlineData("MaxDepth", "7")]
    [InlineData("MaxParts", "0")]
    [InlineData("MaxHistory", "-1")]
    [InlineData("Heartbeat", "00:00:00")]
    [InlineData("SlowReader", "00:00:00")]
    [InlineData("RetryAfter", "00:00:00")]
    [InlineData("AllowedOrigins:app", "app.example.com")]
    [InlineData("AllowedOrigins:app", "https://app.example.com/")]
    [InlineData("KnownProxies:front", "proxy.example.com")]
    public async Task A_limit_that_makes_no_sense_is_refused_at_start(string name, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new($"Http:{name}", value)]);
        builder.Services.AddHttp();
        using var host = builder.Build();

        var error = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain(name.Split(':')[0]);
    }
}
