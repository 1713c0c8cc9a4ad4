using A2A.Server.Tasks;

namespace A2A.Server.Tests.Redis;

/// <summary>A Redis that no longer knows the scripts that it was sent.</summary>
public sealed class ForgottenScriptTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task A_script_runs_after_scripts_were_flushed()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        await storage.TakenAsync();

        await storage.Database.ExecuteAsync("SCRIPT", "FLUSH");

        await storage.TakenAsync();
    }

    [Fact]
    public async Task A_script_runs_after_a_restart()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync();

        await _redis.KillAsync();
        await _redis.StartAsync();

        await Eventually.TrueAsync(() => IsFoundAsync(storage, run), "the client has connected again");
        await storage.TakenAsync();
    }

    private static async Task<bool> IsFoundAsync(Storage storage, TaskRun run)
    {
        try
        {
            return await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, messages: null, Token) is not null;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }
}
