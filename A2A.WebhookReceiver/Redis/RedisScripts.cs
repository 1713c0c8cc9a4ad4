using System.Reflection;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Redis;

/// <summary>Runs the embedded scripts, each call within a deadline of its own.</summary>
/// <remarks>
/// The client connects at first use and blocks its thread meanwhile, and older versions of it have no time-out for
/// asynchronous calls: so the connection is made on a thread that nobody waits for, and every wait ends.
/// </remarks>
internal sealed class RedisScripts(IServiceProvider services)
{
    /// <summary>Short enough to answer 503 well within two seconds; a sender tries again anyway.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _connecting;

    /// <summary>Reads the text of an embedded script.</summary>
    public static string Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Waits for the connection, no longer than for a script.</summary>
    /// <exception cref="TimeoutException">There is none yet; the client goes on trying.</exception>
    /// <exception cref="InvalidOperationException">The connection string is missing.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken) => ConnectAsync().WaitAsync(Deadline, cancellationToken);

    /// <summary>Runs a script.</summary>
    /// <exception cref="StorageUnavailableException">Redis did not do it in time; it may still do it later.</exception>
    public async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await RunWithoutDeadlineAsync(script, keys, values).WaitAsync(Deadline);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new StorageUnavailableException(e);
        }
    }

    private async Task<RedisResult> RunWithoutDeadlineAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        var database = (await ConnectAsync()).GetDatabase();
        try
        {
            return await database.ScriptEvaluateAsync(script, keys, values);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis has restarted and forgotten the script, so nothing was done; the client sends the text this time.
            return await database.ScriptEvaluateAsync(script, keys, values);
        }
    }

    private Task<IConnectionMultiplexer> ConnectAsync()
    {
        lock (_gate)
        {
            if (_connecting is null or { IsFaulted: true })
            {
                _connecting = Task.Run(services.GetRequiredService<IConnectionMultiplexer>);
            }

            return _connecting;
        }
    }
}

/// <summary>Redis could not be asked, or did not answer in time.</summary>
internal sealed class StorageUnavailableException(Exception inner)
    : Exception("Redis did not answer in time, or not as it should.", inner);
