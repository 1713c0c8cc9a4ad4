namespace A2A.Server.Http.Callers;

/// <summary>The caller of a request. Every task belongs to its caller, and no other caller sees it.</summary>
public static class Caller
{
    private const string Everybody = "demo";

    /// <summary>The caller's name as the owner of tasks. Where no authentication is configured, all callers are the same one.</summary>
    internal static string OwnerOf(HttpContext context) => NameOf(context) ?? Everybody;

    /// <summary>Whether the caller is an operator: may see and change the deliveries of every caller.</summary>
    /// <param name="context">A request, after authentication.</param>
    public static bool IsOperator(HttpContext context) => context.User.IsInRole(KnownCaller.OperatorRole);

    /// <summary>What a limit is counted for: the authenticated caller, else the address.</summary>
    internal static string CountedAs(HttpContext context) =>
        NameOf(context) is { } name ? $"caller {name}" : $"address {context.Connection.RemoteIpAddress}";

    private static string? NameOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : null;
}
