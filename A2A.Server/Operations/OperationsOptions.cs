namespace A2A.Server.Operations;

/// <summary>What the page for operators knows of its surroundings.</summary>
public sealed class OperationsOptions
{
    internal const string Section = "Operations";

    /// <summary>
    /// Where the Aspire dashboard is, whose traces the page links to as <c>/traces/detail/{traceId}</c> below it; absent = the page shows
    /// their ids.
    /// </summary>
    public Uri? DashboardUrl { get; set; }

    internal static bool IsAddress(Uri? url) => url is null
        || (url.IsAbsoluteUri && url.Scheme is "http" or "https" && url is { UserInfo: "", Query: "", Fragment: "" });
}
