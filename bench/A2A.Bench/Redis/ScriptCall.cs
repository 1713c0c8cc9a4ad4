using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace A2A.Bench.Redis;

/// <summary>A captured call of a script, which can be sent again for another task: its ids take the place of the captured ones.</summary>
internal sealed class ScriptCall
{
    private readonly byte[][] _arguments;
    private readonly (int Argument, int At, Func<TaskIds, byte[]> Of)[] _places;

    public ScriptCall(string[] captured, TaskIds ids)
    {
        Captured = captured;
        _arguments = [.. captured.Select(Encoding.Latin1.GetBytes)];
        Func<TaskIds, byte[]>[] kinds = [task => task.Task, task => task.Context, task => task.Message, task => task.Tag];
        _places =
        [
            .. from argument in Enumerable.Range(1, captured.Length - 1)
               from kind in kinds
               from at in Places(captured[argument], Encoding.Latin1.GetString(kind(ids)))
               select (argument, at, kind),
        ];
    }

    /// <summary>The command's name and its arguments as they were sent.</summary>
    public string[] Captured { get; }

    /// <summary>Sends it for a task.</summary>
    /// <param name="counters">Arguments that take other values than the captured ones.</param>
    public Task<RedisResult> SendAsync(IDatabase redis, TaskIds ids, params (int Argument, long Value)[] counters)
    {
        var arguments = new object[_arguments.Length - 1];
        Array.Copy(_arguments, 1, arguments, 0, arguments.Length);
        foreach (var (argument, at, of) in _places)
        {
            if (ReferenceEquals(arguments[argument - 1], _arguments[argument]))
            {
                arguments[argument - 1] = _arguments[argument].Clone();
            }

            of(ids).CopyTo((byte[])arguments[argument - 1], at);
        }

        foreach (var (argument, value) in counters)
        {
            arguments[argument - 1] = value.ToString(CultureInfo.InvariantCulture);
        }

        return redis.ExecuteAsync(Captured[0], arguments);
    }

    private static IEnumerable<int> Places(string text, string wanted)
    {
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0; at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }
}

/// <summary>What tells a task's keys and values from those of another task; each is as long as the same of any other.</summary>
/// <param name="Tag">The hash tag of the partition: <c>{p07}</c>.</param>
internal sealed record TaskIds(byte[] Task, byte[] Context, byte[] Message, byte[] Tag)
{
    private static long _messages = 500_000_000_000;

    /// <param name="task">A version-7 UUID whose last byte is the partition.</param>
    public static TaskIds Of(string task, string context, string message) => new(
        Encoding.ASCII.GetBytes(task), Encoding.ASCII.GetBytes(context), Encoding.ASCII.GetBytes(message),
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{p{Convert.ToInt32(task[^2..], 16):00}}}")));

    /// <summary>Those of a new task, of the next of the 16 partitions.</summary>
    public static TaskIds New(string messagePrefix)
    {
        var number = Interlocked.Increment(ref _messages);
        return Of(
            string.Create(CultureInfo.InvariantCulture, $"{Guid.CreateVersion7().ToString()[..^2]}{number % 16:x2}"),
            Guid.NewGuid().ToString(), string.Create(CultureInfo.InvariantCulture, $"{messagePrefix}-{number:D12}"));
    }
}
