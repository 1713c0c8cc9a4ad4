using System.Collections.Concurrent;
using System.Reflection;
using A2A.AgentApi.Tasks;
using A2A.ServiceDefaults;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Runs the Lua scripts and commands, each within a deadline of its own.</summary>
/// <remarks>
/// An answer that does not come in time, or a server that can't take writes, becomes <see cref="StorageUnavailableException"/>;
/// whether the step was done is unknown then, and the log is told here, once for all callers. Any other error of the server is a bug and is
/// thrown as it is.
/// </remarks>
/// <param name="connection">
/// Made in the background: connecting blocks a thread for up to three connect timeouts while Redis is away, longer than any deadline.
/// </param>
internal sealed class RedisScripts(Task<IConnectionMultiplexer> connection, StorageOutage outage)
{
    /// <summary>Shorter than the two seconds within which a caller hears of an outage.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    private const string Uses = "-- Uses: ";

    private static readonly string[] PassingErrors = ["LOADING", "OOM", "MISCONF", "READONLY", "BUSY", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN"];
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    /// <summary>The connection, for what has no answer that could be waited for.</summary>
    public Task<IConnectionMultiplexer> Connection => connection;

    /// <summary>Runs <c>Scripts/{name}.lua</c>. A server that has forgotten the script is sent its text again by the client.</summary>
    public Task<RedisResult> RunAsync(string name, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var text = Texts.GetOrAdd(name, Read);
        return AskAsync(name, redis => redis.ScriptEvaluateAsync(text, keys, values), cancellationToken);
    }

    /// <summary>Sends a command.</summary>
    /// <param name="what">Its name, for the error.</param>
    public async Task<T> AskAsync<T>(string what, Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await ConnectAndAskAsync(ask).WaitAsync(Deadline, cancellationToken);
            outage.Answered();
            return answer;
        }
        catch (Exception e) when (e is TimeoutException or RedisConnectionException)
        {
            throw Unavailable($"Redis did not answer '{what}' in time.", e);
        }
        catch (RedisServerException e) when (PassingErrors.Any(error => e.Message.StartsWith(error, StringComparison.Ordinal)))
        {
            throw Unavailable($"Redis can't do '{what}' now: {e.Message}", e);
        }
    }

    private StorageUnavailableException Unavailable(string reason, Exception cause)
    {
        outage.Failed(reason);
        return new(reason, cause);
    }

    private async Task<T> ConnectAndAskAsync<T>(Func<IDatabase, Task<T>> ask) => await ask((await connection).GetDatabase());

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
