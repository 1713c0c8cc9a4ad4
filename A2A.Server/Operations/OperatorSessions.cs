using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using A2A.Server.Encryption;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Errors;
using Microsoft.Extensions.Options;

namespace A2A.Server.Operations;

/// <summary>A browser that has opened the page of operations.</summary>
/// <param name="Operator">The operator's name; empty before the login.</param>
/// <param name="Stamp">Tells the key with which the operator came: another key is another stamp.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="CsrfToken">What a change must say, and only this server's own page can know.</param>
internal sealed record OperatorSession(string Operator, string Stamp, DateTimeOffset Expires, string CsrfToken)
{
    /// <summary>Whether a token is the session's own.</summary>
    public bool Knows(string? token) => token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(CsrfToken));
}

/// <summary>
/// Keeps sessions in a cookie that only the server can read, so all replicas with the same <c>Encryption:Key</c> share them.
/// </summary>
/// <remarks>
/// Without <c>Encryption:Key</c>, which only Development allows, they are encrypted by a key of this process and end with it.
/// </remarks>
internal sealed class OperatorSessions(
    IOptions<EncryptionOptions> encryption, ApiKeys keys, IHostEnvironment environment, TimeProvider time)
{
    public const string Cookie = "a2a-operator";

    private const string Developer = "developer";
    private const string OwnMachine = "own machine";

    private static readonly SealedPlace Place = new("session of an operator", OpsProblem.Root, Cookie);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);
    private static readonly TimeSpan LoginLifetime = TimeSpan.FromHours(1);

    private readonly SecretSeal _seal = new(Options.Create(new EncryptionOptions
    {
        Key = encryption.Value.Key is { Length: > 0 } key ? key : NewToken(),
        EarlierKeys = encryption.Value.EarlierKeys,
    }));

    /// <summary>The session of a request; null when it has none that counts.</summary>
    public OperatorSession? Find(HttpContext context) =>
        context.Request.Cookies[Cookie] is { Length: > 0 } text && Read(text) is { } session
        && session.Expires > time.GetUtcNow() && IsKnown(session, context) ? session : null;

    /// <summary>One that knows no operator yet, so that the login's form has a token.</summary>
    public OperatorSession Open(HttpContext context) => Give(context, "", "", LoginLifetime);

    /// <summary>Signs the operator of this key in; null when the key is no operator's.</summary>
    public OperatorSession? SignIn(HttpContext context, string key) =>
        keys.Find(key) is { IsOperator: true } caller && keys.StampOf(caller.Name) is { } stamp
            ? Give(context, caller.Name, stamp, Lifetime)
            : null;

    /// <summary>In Development signs in who is at this machine itself; null for everybody else.</summary>
    public OperatorSession? SignInHere(HttpContext context) =>
        environment.IsDevelopment() && LocalRequest.IsFromHere(context) ? Give(context, Developer, OwnMachine, Lifetime) : null;

    public static bool IsOfOwnMachine(OperatorSession session) => session.Stamp == OwnMachine;

    public static void End(HttpContext context) => context.Response.Cookies.Delete(Cookie, OptionsFor(context, lifetime: null));

    private OperatorSession Give(HttpContext context, string name, string stamp, TimeSpan lifetime)
    {
        var session = new OperatorSession(name, stamp, time.GetUtcNow() + lifetime, NewToken());
        var expires = session.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var text = _seal.Seal(Place, string.Join('\n', session.Operator, session.Stamp, expires, session.CsrfToken));
        context.Response.Cookies.Append(Cookie, text, OptionsFor(context, lifetime));
        return session;
    }

    private OperatorSession? Read(string cookie) =>
        _seal.Knows(cookie)
        && _seal.Open(Place, cookie)?.Split('\n') is [var name, var stamp, var expires, var token]
        && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new(name, stamp, DateTimeOffset.FromUnixTimeSeconds(seconds), token)
            : null;

    // An operator whose key was taken away or changed since then is none any more.
    private bool IsKnown(OperatorSession session, HttpContext context) =>
        session.Operator.Length == 0
        || (IsOfOwnMachine(session)
            ? environment.IsDevelopment() && LocalRequest.IsFromHere(context)
            : keys.StampOf(session.Operator) == session.Stamp);

    // Never sent to the agents' routes, nor along with a request of another site.
    private static CookieOptions OptionsFor(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.Add(OpsProblem.Root),
        MaxAge = lifetime,
        IsEssential = true,
    };

    private static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
