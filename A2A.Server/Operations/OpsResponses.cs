using System.Globalization;
using System.Text.Json.Nodes;
using A2A.Server.Http;
using A2A.Server.Http.Errors;
using A2A.Server.Http.OpenApi;

namespace A2A.Server.Operations;

/// <summary>Describes answers of operations.</summary>
internal static class OpsResponses
{
    private static readonly (int Status, string Name, string Meaning)[] All =
    [
        (400, "BadRequest", "A parameter is wrong; `field` names it."),
        (401, "Unauthenticated", "The caller has not said who he is."),
        (403, "Forbidden", "The caller is no operator."),
        (404, "NotFound", "There is none, or it is somebody else's."),
        (409, "Conflict", "It cannot be done; `reason` and `detail` say why."),
        (429, "TooManyRequests", "The caller asks too much."),
        (500, "Internal", "The server failed."),
        (503, "Unavailable", "The storage is out of reach."),
    ];

    public static JsonObject Of(OpsRoute route)
    {
        var responses = new JsonObject
        {
            [route.Result is null ? "204" : "200"] = route.Result is { } result
                ? new JsonObject { ["description"] = "The result.", ["content"] = Content(MediaTypes.Json, result.Type) }
                : new JsonObject { ["description"] = "Done." },
        };
        foreach (var (status, name, _) in All.Where(refusal => IsOf(route, refusal.Status)))
        {
            responses[status.ToString(CultureInfo.InvariantCulture)] = OpenApiParts.Reference("responses", name);
        }

        if (route.Conflict is { } conflict)
        {
            responses["409"] = Refusal(409, conflict);
        }

        return responses;
    }

    /// <summary>The refusals that operations share.</summary>
    public static JsonObject Refusals() => new(All.Where(refusal => refusal.Status != 409)
        .Select(refusal => KeyValuePair.Create(refusal.Name, (JsonNode?)Refusal(refusal.Status, refusal.Meaning))));

    public static JsonObject Headers()
    {
        var headers = OpenApiParts.Headers();
        headers.Remove("A2A-Extensions");
        return headers;
    }

    private static bool IsOf(OpsRoute route, int status) => status switch
    {
        403 => route.IsForOperators,
        404 => route.Path.Contains('{', StringComparison.Ordinal),
        409 => false,
        _ => true,
    };

    private static JsonObject Refusal(int status, string meaning)
    {
        var refusal = new JsonObject { ["description"] = meaning };
        if (status switch { 401 => "WWW-Authenticate", 429 or 503 => "Retry-After", _ => null } is { } header)
        {
            refusal["headers"] = new JsonObject { [header] = OpenApiParts.Reference("headers", header) };
        }

        refusal["content"] = Content(OpsProblem.MediaType, typeof(OpsProblem));
        return refusal;
    }

    private static JsonObject Content(string mediaType, Type type) =>
        new() { [mediaType] = new JsonObject { ["schema"] = OpenApiParts.Reference("schemas", OpsSchemas.NameOf(type)) } };
}
