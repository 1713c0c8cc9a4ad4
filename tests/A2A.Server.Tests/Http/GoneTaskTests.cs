using A2A.Server.Redis;
using A2A.Server.Tasks;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace A2A.Server.Tests.Http;

/// <summary>A task that is lost with its Redis while callers wait for it.</summary>
public sealed class GoneTaskTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set by InitializeAsync, before any test
    private ApiReplica _api = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _api = ApiReplica.Start(
            _redis,
            new() { ["Execution:Lease"] = "00:00:01.500" },
            new GatedAgent(),
            services => services.AddSingleton<ITaskEvents>(
                provider => ActivatorUtilities.CreateInstance<RedisTaskEvents>(provider, new HurriedTime())));
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(Tongue.V1Rpc)]
    [InlineData(Tongue.V1Rest)]
    [InlineData(Tongue.V03Rpc)]
    [InlineData(Tongue.V03Proto)]
    [InlineData(Tongue.V03Plain)]
    public async Task A_stream_says_last_that_its_task_is_gone(Tongue tongue)
    {
        await using var stream = await _api.Client.StreamAsync(tongue, tongue.Say("wait"), "gated");
        await stream.NextAsync();
        await stream.NextAsync();

        await EmptyAsync();

        var last = (await stream.RestAsync()).ShouldHaveSingleItem();
        last.Id.ShouldBeNull();
        ((int?)(last.Answer["error"] ?? last.Answer)["code"]).ShouldBe(tongue == Tongue.V1Rest ? 404 : -32001);
        ((string?)(last.Answer["error"] ?? last.Answer)["message"]).ShouldNotBeNull().ShouldStartWith("There is no task '");
    }

    [Theory]
    [InlineData("SendMessage", "1.0")]
    [InlineData("message/send", "0.3")]
    public async Task A_send_that_waits_is_answered_that_its_task_is_gone(string method, string version)
    {
        var say = (version == "1.0" ? Tongue.V1Rpc : Tongue.V03Rpc).Say("wait");
        var sent = _api.SendAsync(HttpMethod.Post, "/agents/gated", ApiServer.Request(method, say));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.AdminConnectionString);
        await Eventually.TrueAsync(async () => (await redis.GetDatabase().ExecuteAsync("KEYS", "a2a:v1:*:task:*")).Length > 0);

        await EmptyAsync();

        using var response = await sent;
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.ShouldContain("-32001");
    }

    private async Task EmptyAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.AdminConnectionString);
        await redis.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    /// <summary>Half a minute without an event, after which a log is looked for, is over in less than a second.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(
            callback, state, dueTime > TimeSpan.Zero ? dueTime / 50 : dueTime, period > TimeSpan.Zero ? period / 50 : period);
    }
}
