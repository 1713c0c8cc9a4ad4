using System.Collections.Concurrent;
using System.Reflection;
using A2A.AgentApi.Tasks;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Runs the Lua scripts and commands, each within a deadline of its own.</summary>
/// <remarks>
/// An answer that does not come in time, or a server that can't take writes, becomes <see cref="StorageUnavailableException"/>;
/// whether the step was done is unknown then. Any other error of the server is a bug and is thrown as it is.
/// </remarks>
internal sealed class RedisScripts(IConnectionMultiplexer redis)
{
    /// <summary>Shorter than the two seconds within which a caller hears of an outage.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    private const string Uses = "-- Uses: ";

    private static readonly string[] PassingErrors = ["LOADING", "OOM", "MISCONF", "READONLY", "BUSY", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN"];
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    /// <summary>Runs <c>Scripts/{name}.lua</c>.</summary>
    public Task<RedisResult> RunAsync(string name, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var text = Texts.GetOrAdd(name, Read);
        return GuardAsync(database => database.ScriptEvaluateAsync(text, keys, values), name, cancellationToken);
    }

    /// <summary>Runs one command that StackExchange.Redis has no method for in all its versions.</summary>
    public Task<RedisResult> ExecuteAsync(string command, object[] arguments, CancellationToken cancellationToken) =>
        GuardAsync(database => database.ExecuteAsync(command, arguments), command, cancellationToken);

    private async Task<RedisResult> GuardAsync(Func<IDatabase, Task<RedisResult>> run, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await RunTwiceWhenForgottenAsync(run).WaitAsync(Deadline, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or RedisConnectionException)
        {
            throw new StorageUnavailableException($"Redis did not answer '{what}' in time.", e);
        }
        catch (RedisServerException e) when (PassingErrors.Any(error => e.Message.StartsWith(error, StringComparison.Ordinal)))
        {
            throw new StorageUnavailableException($"Redis can't do '{what}' now: {e.Message}", e);
        }
    }

    // A server that was restarted has forgotten the scripts that this client believes it knows.
    private async Task<RedisResult> RunTwiceWhenForgottenAsync(Func<IDatabase, Task<RedisResult>> run)
    {
        try
        {
            return await run(redis.GetDatabase());
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await run(redis.GetDatabase());
        }
    }

    // A script says in a line "-- Uses: x, y" which further ones it wants in front of it.
    private static string Read(string name)
    {
        var text = Resource(name);
        var used = text.Split('\n').FirstOrDefault(line => line.StartsWith(Uses, StringComparison.Ordinal))?[Uses.Length..]
            .Split(',', StringSplitOptions.TrimEntries) ?? [];
        return string.Join('\n', [Resource("prelude"), .. used.Select(Resource), text]);
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
