using System.Diagnostics;

namespace A2A.Server.Diagnostics;

/// <summary>
/// What W3C Trace Context and Baggage carry from one process to the next, as it is kept with a task: <c>traceparent</c>, then on
/// lines of their own, where there are such, <c>tracestate</c> and <c>baggage</c>.
/// </summary>
/// <remarks>https://www.w3.org/TR/trace-context/, https://www.w3.org/TR/baggage/</remarks>
internal static class TraceContext
{
    /// <summary>
    /// Longer ones are left out, since every event is kept with its context: half of what Baggage asks a platform to carry.
    /// </summary>
    private const int LongestBaggage = 4096;

    private static readonly DistributedContextPropagator Propagator = DistributedContextPropagator.CreateW3CPropagator();

    /// <summary>That of the present activity; null without one.</summary>
    public static string? Current
    {
        get
        {
            if (Activity.Current is not { } activity)
            {
                return null;
            }

            var lines = new string[3];
            Propagator.Inject(activity, lines, (_, name, value) =>
            {
                if (IndexOf(name) is { } index && (index < 2 || value.Length <= LongestBaggage))
                {
                    lines[index] = value;
                }
            });
            return string.Join('\n', lines).TrimEnd('\n');
        }
    }

    /// <summary>What caused an event, with the rest of what its task's caller sent along.</summary>
    public static string? Of(string? cause, string? task) =>
        cause is not { Length: > 0 } ? task
        : task?.IndexOf('\n', StringComparison.Ordinal) is > 0 and var rest && !cause.Contains('\n', StringComparison.Ordinal)
            ? cause + task[rest..]
        : cause;

    /// <summary>The id of its trace, 32 hexadecimal digits; null when there is none.</summary>
    public static string? TraceIdOf(string? context) =>
        ActivityContext.TryParse(context?.Split('\n')[0], null, out var parent) ? parent.TraceId.ToHexString() : null;

    /// <summary>Begins a span under it; null when no listener samples it.</summary>
    public static Activity? Start(this ActivitySource source, string name, ActivityKind kind, string? context)
    {
        var lines = (context ?? "").Split('\n');
        if (!ActivityContext.TryParse(lines[0], lines.ElementAtOrDefault(1), isRemote: true, out var parent))
        {
            return source.StartActivity(name, kind);
        }

        var span = source.StartActivity(name, kind, parent);
        foreach (var (key, value) in Propagator.ExtractBaggage(lines.ElementAtOrDefault(2), Baggage) ?? [])
        {
            span?.SetBaggage(key, value);
        }

        return span;
    }

    /// <summary>Links a span to the trace that was kept, unless it is the span's own.</summary>
    public static void LinkTo(this Activity? span, string? context)
    {
        var lines = (context ?? "").Split('\n');
        if (span is not null
            && ActivityContext.TryParse(lines[0], lines.ElementAtOrDefault(1), isRemote: true, out var other)
            && other.TraceId != span.TraceId)
        {
            span.AddLink(new(other));
        }
    }

    /// <summary>The headers of a request made under the span; without a span they are passed on as they are kept.</summary>
    public static IEnumerable<(string Name, string Value)> HeadersOf(Activity? span, string? context)
    {
        List<(string Name, string Value)> headers = [];
        if (span is not null)
        {
            Propagator.Inject(span, headers, (_, name, value) => headers.Add((name, value)));
            return headers;
        }

        string[] names = ["traceparent", "tracestate", "baggage"];
        return names.Zip((context ?? "").Split('\n')).Where(header => header.Second.Length > 0);
    }

    private static void Baggage(object? line, string name, out string? value, out IEnumerable<string>? values)
    {
        value = name == "baggage" ? (string?)line : null;
        values = null;
    }

    private static int? IndexOf(string name) => name switch
    {
        "traceparent" => 0,
        "tracestate" => 1,
        "baggage" => 2,
        _ => null,
    };
}
