using System.Globalization;
using System.Reflection;
using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Errors;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>The query of an operation: what its parameters mean, and what is refused before they are bound.</summary>
internal static class OpsQuery
{
    public const int MostPerPage = 1000;
    public const int UsualPage = 100;

    public const string Owner = "Only what belongs to this caller. For operators; other callers see only their own.";
    public const string State = "Only tasks in this state: " + TaskWords.Meaning;
    public const string Since = "Only what was buried from this time on: ISO 8601 with Z or an offset.";

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The owner that is meant: null = all owners, which only an operator can mean.</summary>
    public static string? OwnerFor(HttpContext context, string? owner) => Caller.IsOperator(context) ? owner : Caller.OwnerOf(context);

    /// <summary>Checks the query before it is bound: binding is less strict, and does not name what is wrong.</summary>
    /// <remarks>A parameter that the handler does not have is refused, because a misspelt one would change what is done.</remarks>
    public static void CheckFirst(EndpointBuilder endpoint)
    {
        var known = endpoint.Metadata.OfType<MethodInfo>().Single().GetParameters()
            .Where(parameter => parameter.IsDefined(typeof(FromQueryAttribute)))
            .Select(parameter => parameter.Name!).ToList(); // those of a handler have names
        var bind = endpoint.RequestDelegate!; // a route has one
        endpoint.RequestDelegate = context =>
        {
            if (ErrorOf(context, known) is { } error)
            {
                return new Refusal(error).ExecuteAsync(context);
            }

            // An empty value is one that was not given.
            context.Request.Query = new QueryCollection(context.Request.Query.Where(field => IsGiven(field.Value)).ToDictionary());
            return bind(context);
        };
    }

    private static A2AError? ErrorOf(HttpContext context, List<string> known)
    {
        foreach (var (name, values) in context.Request.Query)
        {
            if (!known.Contains(name))
            {
                return A2AError.InvalidParams(name, known is [] ? "is no parameter of this operation; it has none."
                    : $"is no parameter of this operation; it has: {string.Join(", ", known)}.");
            }

            if (values.Count > 1)
            {
                return A2AError.InvalidParams(name, "is there several times; give it once.");
            }
        }

        return known.Select(name => (Name: name, Value: context.Request.Query[name].ToString())).Where(field => IsGiven(field.Value))
            .Select(field => Remedy(context, field.Name, field.Value) is { } remedy ? A2AError.InvalidParams(field.Name, remedy) : null)
            .FirstOrDefault(error => error is not null);
    }

    private static string? Remedy(HttpContext context, string name, string value) => name switch
    {
        "owner" when !Caller.IsOperator(context) && value != Caller.OwnerOf(context) => "is for operators; leave it out to see your own.",
        "since" or "before" when !IsTime(value) => "must be a time such as 2026-01-31T12:00:00Z.",
        "after" when !DeadLetterId.TryParse(value, out _) => "must be the 'next' of the page before.",
        "olderThan" when !PagePlace.TryParse(value, out _) => "must be the 'next' of the page before.",
        "state" when TaskWords.StateOf(value) is null => $"must be one of: {TaskWords.Meaning}",
        "limit" when !IsLimit(value) => $"must be a whole number from 1 to {MostPerPage}.",
        "all" when value is not ("true" or "false") => "must be true or false.",
        _ => null,
    };

    private static bool IsLimit(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostPerPage;

    // A time with its offset, Z, +01:00 or -01:00 after the time of day: without one it would depend on where the server is.
    private static bool IsTime(string value) => value is [.., 'Z' or (>= '0' and <= '9')]
        && value.Length > "2026-01-31T12:00:00".Length && value.AsSpan("2026-01-31T".Length).IndexOfAny('Z', '+', '-') >= 0
        && DateTimeOffset.TryParseExact(value, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out _); // as it is bound: not 12:00:00.Z

    private static bool IsGiven(string? value) => value is { Length: > 0 };
}
