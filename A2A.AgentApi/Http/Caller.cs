namespace A2A.AgentApi.Http;

/// <summary>Who calls. Every task belongs to its caller, who alone sees it.</summary>
internal static class Caller
{
    /// <summary>The caller's name as the owner of tasks. Without authentication all callers are the same one.</summary>
    public static string OwnerOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return "demo";
    }
}
