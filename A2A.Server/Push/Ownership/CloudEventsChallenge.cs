namespace A2A.Server.Push.Ownership;

/// <summary>
/// <c>OPTIONS</c> with <c>WebHook-Request-Origin</c>, answered by <c>WebHook-Allowed-Origin</c> (CloudEvents, HTTP 1.1 Web
/// Hooks for Event Delivery, section 4). No rate is asked for, so <c>WebHook-Allowed-Rate</c> says nothing here.
/// </summary>
/// <param name="origin">The sender's origin, as a DNS name.</param>
internal sealed class CloudEventsChallenge(string origin) : IChallenge
{
    private const string Allowed = "WebHook-Allowed-Origin";
    private const string Everybody = "*";

    public HttpRequestMessage Ask(Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, url);
        request.Headers.TryAddWithoutValidation("WebHook-Request-Origin", origin);
        return request;
    }

    public Task<string?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken) => Task.FromResult(Problem(answer));

    /// <summary>The host of the issuer's URL; the issuer as it is where it is no URL.</summary>
    public static string OriginOf(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.IdnHost : issuer;

    private string? Problem(HttpResponseMessage answer) => answer switch
    {
        { IsSuccessStatusCode: false } => $"answered OPTIONS with HTTP {(int)answer.StatusCode} instead of 2xx",
        _ when answer.Headers.NonValidated.TryGetValues(Allowed, out var values)
            && values.Any(value =>
                value.Trim() == Everybody || string.Equals(value.Trim(), origin, StringComparison.OrdinalIgnoreCase)) => null,
        _ => $"did not answer OPTIONS with {Allowed}: {origin} or {Everybody}",
    };
}
