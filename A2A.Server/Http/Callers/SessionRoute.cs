namespace A2A.Server.Http.Callers;

/// <summary>Marks the routes on which the session of a browser counts, where a request has neither key nor token.</summary>
internal sealed class SessionRoute
{
    /// <summary>The scheme of sessions.</summary>
    public const string Scheme = "Session";

    public static readonly SessionRoute Mark = new();
}
