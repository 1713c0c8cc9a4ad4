namespace A2A.AgentApi.Http.Callers;

/// <summary>Who calls. Every task belongs to its caller, who alone sees it.</summary>
internal static class Caller
{
    private const string Everybody = "demo";

    /// <summary>The caller's name as the owner of tasks. Where nobody needs to say who he is, all callers are the same one.</summary>
    public static string OwnerOf(HttpContext context) => NameOf(context) ?? Everybody;

    /// <summary>Whether the caller may see and change everybody's deliveries.</summary>
    public static bool IsOperator(HttpContext context) => context.User.IsInRole(KnownCaller.OperatorRole);

    /// <summary>Whom a limit is counted for: the caller or, while nobody has said who he is, the address.</summary>
    public static string CountedAs(HttpContext context) =>
        NameOf(context) is { } name ? $"caller {name}" : $"address {context.Connection.RemoteIpAddress}";

    private static string? NameOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : null;
}
