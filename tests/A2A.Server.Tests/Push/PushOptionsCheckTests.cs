using A2A.Server.Push;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace A2A.Server.Tests.Push;

public sealed class PushOptionsCheckTests
{
    public static TheoryData<string, Action<object>> Senseless => new()
    {
        { "Push:AllowedHosts:a", Options(options => options.AllowedHosts["a"] = "") },
        { "Push:AllowedHosts:a", Options(options => options.AllowedHosts["a"] = "*") },
        { "Push:AllowedHosts:a", Options(options => options.AllowedHosts["a"] = "https://example.com") },
        { "Push:AllowedHosts:a", Options(options => options.AllowedHosts["a"] = "example.com:8443") },
        { "Push:AllowedHosts:a", Options(options => options.AllowedHosts["a"] = "*.8.8.8.8") },
        { "Push:AllowedHosts:a", Options(options => options.AllowedHosts["a"] = "a.*.example.com") },
        { "Push:AllowedPorts:a", Options(options => options.AllowedPorts["a"] = 0) },
        { "Push:AllowedPorts:a", Options(options => options.AllowedPorts["a"] = 65536) },
        { "Push:ChallengeTimeout", Options(options => options.ChallengeTimeout = TimeSpan.Zero) },
        { "Push:ChallengeMemory", Options(options => options.ChallengeMemory = TimeSpan.Zero) },
        { "Push:Issuer", Options(options => options.Issuer = "two words") },
        { "Push:Issuer", Options(options => options.Issuer = "a\r\nb") },
        { "Push:EarlierSigningSecrets", Options(options => options.EarlierSigningSecrets["a"] = "old") },
        { "Push:EarlierSigningSecrets:a", Options(options => { options.SigningSecret = "new"; options.EarlierSigningSecrets["a"] = "whsec_short"; }) },
        { "Push:Agents:enterprise", Options(options => options.Agents["enterprise"] = new() { SecurityLevel = "high\n" }) },
        { "Push:Agents:enterprise", Options(options => options.Agents["enterprise"] = new() { Audience = "" }) },
        { "Push:Agents:enterprise:TokenSecret", Options(options => options.Agents["enterprise"] = new() { TokenSecret = "" }) },
    };

    [Theory]
    [MemberData(nameof(Senseless))]
    public void A_setting_that_makes_no_sense_is_refused_by_its_name(string setting, Action<object> set)
    {
        var options = new PushOptions();
        set(options);

        FailureIn(Environments.Development, options).ShouldNotBeNull().ShouldContain(setting);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void Plain_http_is_refused_outside_of_development(string environment)
    {
        var failure = FailureIn(environment, new PushOptions { AllowHttp = true });

        failure.ShouldNotBeNull().ShouldContain("Push:AllowHttp");
        failure.ShouldContain(environment);
        failure.ShouldContain("https");
    }

    [Fact]
    public void Plain_http_is_for_development() => FailureIn(Environments.Development, new PushOptions { AllowHttp = true }).ShouldBeNull();

    [Fact]
    public void The_defaults_are_good_for_production() => FailureIn(Environments.Production, new PushOptions()).ShouldBeNull();

    [Fact]
    public void What_makes_sense_is_accepted()
    {
        var options = new PushOptions
        {
            SigningSecret = "new",
            EarlierSigningSecrets = { ["until June"] = "old" },
            AllowedHosts = { ["a"] = "hooks.example.com", ["b"] = "*.example.com", ["c"] = "8.8.8.8", ["d"] = "2606:4700:4700::1111", ["e"] = "bücher.example" },
            AllowedPorts = { ["a"] = 443 },
            Agents = { ["enterprise"] = new() { Issuer = "a", Audience = "b", TokenSecret = "c", SecurityLevel = "d" } },
        };

        FailureIn(Environments.Production, options).ShouldBeNull();
    }

    private static Action<object> Options(Action<PushOptions> set) => options => set((PushOptions)options);

    private static string? FailureIn(string environment, PushOptions options) => new PushOptionsCheck(new NamedEnvironment(environment)).Validate(null, options).FailureMessage;

    private sealed class NamedEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
