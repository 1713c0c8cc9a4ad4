using System.Globalization;
using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Push;

namespace A2A.Server.Operations;

/// <summary>Reads the query of an operation. Every error names the parameter and what belongs there.</summary>
internal static class OpsQuery
{
    public const int MostPerPage = 1000;
    public const int UsualPage = 100;

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Whose things are meant: null = everybody's, which only an operator can mean.</summary>
    public static Outcome<string?> Owner(HttpContext context)
    {
        var asked = TextOf(context.Request, OpsParameter.Owner.Name);
        if (Caller.IsOperator(context))
        {
            return Outcome.Of(asked);
        }

        var own = Caller.OwnerOf(context);
        return asked is null || asked == own ? Outcome.Of<string?>(own) : A2AError.InvalidParams("owner", "is for operators; leave it out to see your own.");
    }

    /// <summary>A time with its offset: without one it would depend on where the server is.</summary>
    public static Outcome<DateTimeOffset?> Time(HttpRequest request, OpsParameter parameter) => TextOf(request, parameter.Name) switch
    {
        null => Outcome.Of<DateTimeOffset?>(null),
        [.., 'Z' or (>= '0' and <= '9')] text when HasOffset(text)
            && DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) => Outcome.Of<DateTimeOffset?>(time),
        _ => A2AError.InvalidParams(parameter.Name, "must be a time such as 2026-01-31T12:00:00Z."),
    };

    public static Outcome<DeadLetterId?> After(HttpRequest request) => TextOf(request, OpsParameter.After.Name) switch
    {
        null => Outcome.Of<DeadLetterId?>(null),
        var text when DeadLetterId.TryParse(text, out var id) => Outcome.Of<DeadLetterId?>(id),
        _ => A2AError.InvalidParams("after", "must be the 'next' of the page before."),
    };

    public static Outcome<int> Limit(HttpRequest request) => TextOf(request, OpsParameter.Limit.Name) switch
    {
        null => UsualPage,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostPerPage => limit,
        _ => A2AError.InvalidParams("limit", $"must be a whole number from 1 to {MostPerPage}."),
    };

    public static Outcome<bool> All(HttpRequest request) => TextOf(request, OpsParameter.All.Name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => A2AError.InvalidParams("all", "must be true or false."),
    };

    /// <summary>The error for a parameter that the operation does not know, or that is there twice; null when there is none.</summary>
    public static A2AError? CheckNames(HttpRequest request, OpsRoute route)
    {
        foreach (var (name, values) in request.Query)
        {
            if (route.Query.All(known => known.Name != name))
            {
                return A2AError.InvalidParams(name, route.Query is [] ? "is no parameter of this operation; it has none."
                    : $"is no parameter of this operation; it has: {string.Join(", ", route.Query.Select(known => known.Name))}.");
            }

            if (values.Count > 1)
            {
                return A2AError.InvalidParams(name, "is there several times; give it once.");
            }
        }

        return null;
    }

    // Z, +01:00 or -01:00 after the time of day.
    private static bool HasOffset(string text) => text.Length > "2026-01-31T12:00:00".Length && text.AsSpan("2026-01-31T".Length).IndexOfAny('Z', '+', '-') >= 0;

    // An empty value is one that was not given.
    private static string? TextOf(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
