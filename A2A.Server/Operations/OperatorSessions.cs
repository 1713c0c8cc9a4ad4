using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using A2A.Server.Encryption;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Errors;
using Microsoft.Extensions.Options;

namespace A2A.Server.Operations;

/// <summary>An operator's browser.</summary>
/// <param name="Operator">The operator's name; empty in the cookie of the login's form.</param>
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

    /// <summary>Its own cookie, so that a form which is shown or refused leaves the operator's session as it is.</summary>
    public const string LoginCookie = "a2a-login";

    private const string Developer = "developer";
    private const string OwnMachine = "own machine";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);
    private static readonly TimeSpan LoginLifetime = TimeSpan.FromHours(1);

    private readonly SecretSeal _seal = new(Options.Create(new EncryptionOptions
    {
        Key = encryption.Value.Key is { Length: > 0 } key ? key : NewToken(),
        EarlierKeys = encryption.Value.EarlierKeys,
    }));

    /// <summary>The session of a request; null when it has none that counts.</summary>
    public OperatorSession? Find(HttpContext context) =>
        Read(context, Cookie) is { } session && IsKnown(session, context) ? session : null;

    /// <summary>The token of the login's form. All forms that a browser has open share it.</summary>
    public string OpenForm(HttpContext context)
    {
        var form = Read(context, LoginCookie) ?? new("", "", default, NewToken());
        return Give(context, LoginCookie, LoginLifetime, form).CsrfToken;
    }

    /// <summary>Whether a token is that of this browser's login form.</summary>
    public bool IsOfForm(HttpContext context, string? token) => Read(context, LoginCookie)?.Knows(token) is true;

    /// <summary>Signs the operator of this key in; null when the key is no operator's.</summary>
    public OperatorSession? SignIn(HttpContext context, string key) =>
        keys.Find(key) is { IsOperator: true } caller && keys.StampOf(caller.Name) is { } stamp
            ? Begin(context, caller.Name, stamp)
            : null;

    /// <summary>In Development opens a session for a request of this machine itself; null for every other request.</summary>
    public OperatorSession? SignInHere(HttpContext context) =>
        environment.IsDevelopment() && LocalRequest.IsFromHere(context) ? Begin(context, Developer, OwnMachine) : null;

    public static bool IsOfOwnMachine(OperatorSession session) => session.Stamp == OwnMachine;

    public static void End(HttpContext context) => context.Response.Cookies.Delete(Cookie, OptionsFor(context, lifetime: null));

    private OperatorSession Begin(HttpContext context, string name, string stamp) =>
        Give(context, Cookie, Lifetime, new(name, stamp, default, NewToken()));

    private OperatorSession Give(HttpContext context, string cookie, TimeSpan lifetime, OperatorSession of)
    {
        var session = of with { Expires = time.GetUtcNow() + lifetime };
        var expires = session.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var text = _seal.Seal(PlaceOf(cookie), string.Join('\n', session.Operator, session.Stamp, expires, session.CsrfToken));
        context.Response.Cookies.Append(cookie, text, OptionsFor(context, lifetime));
        return session;
    }

    private OperatorSession? Read(HttpContext context, string cookie) =>
        context.Request.Cookies[cookie] is { Length: > 0 } text
        && _seal.Knows(text)
        && _seal.Open(PlaceOf(cookie), text)?.Split('\n') is [var name, var stamp, var expires, var token]
        && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && DateTimeOffset.FromUnixTimeSeconds(seconds) is var end && end > time.GetUtcNow()
            ? new(name, stamp, end, token)
            : null;

    private static SealedPlace PlaceOf(string cookie) => new("session of an operator", OpsProblem.Root, cookie);

    // An operator whose key was taken away or changed since then is none any more.
    private bool IsKnown(OperatorSession session, HttpContext context) =>
        IsOfOwnMachine(session)
            ? environment.IsDevelopment() && LocalRequest.IsFromHere(context)
            : keys.StampOf(session.Operator) == session.Stamp;

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
