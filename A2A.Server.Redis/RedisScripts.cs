using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using A2A.Server.Diagnostics;
using A2A.Server.Tasks;
using A2A.Webhooks.Hosting;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Runs the Lua scripts and commands, each within a deadline of its own.</summary>
/// <remarks>
/// An answer that does not come in time, or a server that can't take writes, becomes <see cref="StorageUnavailableException"/>;
/// whether the step was done is unknown then, and the log is told here, once for all callers. A partition that is so far behind that a
/// caller would not hear in time is not asked. Any other error of the server is a bug and is thrown as it is.
/// </remarks>
/// <param name="connection">
/// Made in the background: connecting blocks a thread for up to three connect timeouts while Redis is away, longer than any deadline.
/// </param>
internal sealed class RedisScripts(Task<IConnectionMultiplexer> connection, StorageOutage outage)
{
    /// <summary>Shorter than the two seconds within which a caller hears of an outage.</summary>
    internal TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1.5);

    private const string Uses = "-- Uses: ";

    /// <summary>What callers ask for, who can be told to come again. Scripts under a lease are never refused: places bound them.</summary>
    private static readonly FrozenSet<string> OfCallers =
        ["cancel", "continue", "create", "delete-config", "find", "list", "list-configs", "put-config"];

    private static readonly string[] PassingErrors =
        ["LOADING", "OOM", "MISCONF", "READONLY", "BUSY", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN"];

    // Before the error by which Redis refused the client's own PING, which ends the connection and whatever is asked on it.
    private const string EndsConnection = "SimpleError: ";

    private static readonly ConcurrentDictionary<string, Script> Known = new();

    private UnansweredScripts? _unanswered;

    private UnansweredScripts Unanswered => _unanswered ??= new(Deadline * 2 / 3, TimeProvider.System);

    /// <summary>The connection, for what has no answer that could be waited for.</summary>
    public Task<IConnectionMultiplexer> Connection => connection;

    /// <summary>Runs <c>Scripts/{name}.lua</c>, by its hash; a server that does not know the script is sent its text.</summary>
    /// <param name="isRefusable">Whether a caller's script may be refused when the partition of the first key is behind.</param>
    public Task<RedisResult> RunAsync(
        string name, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken, bool isRefusable = true)
    {
        if (isRefusable && OfCallers.Contains(name) && Unanswered.IsBehind(keys[0]))
        {
            Measure(name, Stopwatch.GetTimestamp(), "refused");
            return Task.FromException<RedisResult>(
                new StorageUnavailableException($"Redis is so far behind that it was not asked for '{name}'.") { WasAsked = false });
        }

        var script = Known.GetOrAdd(name, Read);
        return AskAsync(name, redis => RunAsync(redis, script, keys, values), cancellationToken);
    }

    // Given the text, the client would hash its 8 to 16 kB at every call. Refused for NOSCRIPT, a script has not run.
    private async Task<RedisResult> RunAsync(IDatabase redis, Script script, RedisKey[] keys, RedisValue[] values)
    {
        using var unanswered = Unanswered.Begin(keys[0]);
        try
        {
            return await redis.ScriptEvaluateAsync(script.Hash, keys, values);
        }
        catch (RedisServerException e) when (CodeOf(e) == "NOSCRIPT")
        {
            return await redis.ScriptEvaluateAsync(script.Text, keys, values);
        }
    }

    /// <summary>Sends a command.</summary>
    /// <param name="what">Its name, for the error.</param>
    public async Task<T> AskAsync<T>(string what, Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // before anything is sent
        var began = Stopwatch.GetTimestamp();
        try
        {
            var answer = await ConnectAndAskAsync(ask).WaitAsync(Deadline, cancellationToken);
            outage.Answered();
            Measure(what, began, fault: null);
            return answer;
        }
        catch (Exception e) when (e is TimeoutException or RedisConnectionException)
        {
            Measure(what, began, "unavailable");
            throw Unavailable($"Redis did not answer '{what}' in time.", e);
        }
        catch (RedisServerException e) when (PassingErrors.Contains(CodeOf(e)))
        {
            Measure(what, began, CodeOf(e));
            throw Unavailable($"Redis can't do '{what}' now: {e.Message}", e);
        }
    }

    // The first word: MISCONF Errors writing to the AOF file: No space left on device.
    private static string CodeOf(RedisServerException error)
    {
        var text = error.Message;
        return (text.StartsWith(EndsConnection, StringComparison.Ordinal) ? text[EndsConnection.Length..] : text).Split(' ')[0];
    }

    private static void Measure(string what, long began, string? fault)
    {
        TagList tags = new() { { "db.system.name", "redis" }, { "db.operation.name", what } };
        if (fault is not null)
        {
            tags.Add("error.type", fault);
        }

        AgentTelemetry.StoreDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
    }

    private StorageUnavailableException Unavailable(string reason, Exception cause)
    {
        outage.Failed(reason);
        return new(reason, cause);
    }

    private async Task<T> ConnectAndAskAsync<T>(Func<IDatabase, Task<T>> ask) => await ask((await connection).GetDatabase());

    // A script says in a line "-- Uses: x, y" which further ones it wants in front of it.
    private static Script Read(string name)
    {
        var text = Resource(name);
        var used = text.Split('\n').FirstOrDefault(line => line.StartsWith(Uses, StringComparison.Ordinal))?[Uses.Length..]
            .Split(',', StringSplitOptions.TrimEntries) ?? [];
        var whole = string.Join('\n', [Resource("prelude"), .. used.Select(Resource), text]);
#pragma warning disable CA5350 // not for security: EVALSHA names scripts by their SHA-1
        return new(whole, SHA1.HashData(Encoding.UTF8.GetBytes(whole)));
#pragma warning restore CA5350
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <param name="Hash">The SHA-1 by which EVALSHA names it.</param>
    private sealed record Script(string Text, byte[] Hash);
}
