using System.Security.Claims;

namespace A2A.Server.Http.Callers;

/// <summary>An authenticated caller.</summary>
/// <param name="Name">Owns its tasks: the name of a key, or <c>issuer/caller</c> of a token.</param>
/// <param name="IsOperator">Whether it may see and change the deliveries of all callers.</param>
internal sealed record KnownCaller(string Name, bool IsOperator = false)
{
    public const string OperatorRole = "operator";

    /// <summary>The caller as ASP.NET Core has it.</summary>
    /// <param name="scheme">How it authenticated.</param>
    public ClaimsIdentity ToIdentity(string scheme)
    {
        Claim[] claims = IsOperator ? [new(ClaimTypes.Name, Name), new(ClaimTypes.Role, OperatorRole)] : [new(ClaimTypes.Name, Name)];
        return new(claims, scheme);
    }
}
