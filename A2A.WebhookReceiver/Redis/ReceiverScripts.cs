using System.Reflection;
using A2A.Webhooks.Hosting;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Redis;

/// <summary>Runs the embedded scripts, each call within a deadline of its own.</summary>
/// <param name="connection">
/// Made in the background: connecting blocks a thread for up to three connect timeouts while Redis is away, longer than the deadline.
/// </param>
internal sealed class ReceiverScripts(Task<IConnectionMultiplexer> connection, StorageOutage outage)
{
    /// <summary>Short enough to answer 503 well within two seconds; a sender tries again anyway.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    /// <summary>Reads the text of an embedded script.</summary>
    public static string Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Runs a script. A server that has forgotten it is sent its text again by the client.</summary>
    /// <exception cref="InboxUnavailableException">Redis did not do it in time; it may still do it later.</exception>
    public Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values) =>
        AskAsync(redis => redis.ScriptEvaluateAsync(script, keys, values));

    /// <summary>Sends a command.</summary>
    /// <exception cref="InboxUnavailableException">Redis did not do it in time; it may still do it later.</exception>
    public async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            var answer = await ConnectAndAskAsync(ask).WaitAsync(Deadline);
            outage.Answered();
            return answer;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            outage.Failed(e is RedisServerException
                ? $"Redis can't do what it was asked for: {e.Message}."
                : "Redis did not answer in time.");
            throw new InboxUnavailableException(e);
        }
    }

    private async Task<T> ConnectAndAskAsync<T>(Func<IDatabase, Task<T>> ask) => await ask((await connection).GetDatabase());
}

/// <summary>Redis could not be asked, or did not answer in time.</summary>
internal sealed class InboxUnavailableException(Exception inner)
    : Exception("Redis did not answer in time, or not as it should.", inner);
