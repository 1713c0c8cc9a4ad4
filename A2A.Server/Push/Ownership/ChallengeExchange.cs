using System.Diagnostics;
using System.Net.Sockets;
using A2A.Server.Diagnostics;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push.Ownership;

/// <summary>Asks the owner of an address once, by the client for callers' URLs.</summary>
internal sealed class ChallengeExchange(WebhookClient client, IOptions<PushOptions> options, TimeProvider time)
{
    private readonly TimeSpan _timeout = options.Value.ChallengeTimeout;
    private readonly string _origin = CloudEventsChallenge.OriginOf(options.Value.Issuer ?? PushOptions.DefaultIssuer);

    /// <summary>Never throws for what a receiver does. It cannot be canceled: other callers may wait for the answer, too.</summary>
    public async Task<ChallengeOutcome> AskAsync(ChallengePolicy policy, Uri url)
    {
        using var span = AgentTelemetry.Source.StartActivity("webhook.challenge", ActivityKind.Client);
        span?.SetTag("server.address", url.IdnHost).SetTag("a2a.challenge", policy.ToString());
        var outcome = await ExchangeAsync(ChallengeOf(policy), url, span?.Id);
        if (outcome is ChallengeOutcome.NotWanted no)
        {
            span?.SetStatus(ActivityStatusCode.Error, no.Reason);
        }

        return outcome;
    }

    private async Task<ChallengeOutcome> ExchangeAsync(IChallenge challenge, Uri url, string? traceParent)
    {
        using var limit = new CancellationTokenSource(_timeout, time);
        try
        {
            using var request = challenge.Ask(url);
            request.Headers.UserAgent.Add(WebhookClient.UserAgent);
            if (traceParent is not null)
            {
                request.Headers.TryAddWithoutValidation("traceparent", traceParent); // no baggage: the address may be another's
            }

            using var answer = await client.SendAsync(request, limit.Token);
            return await challenge.ProblemAsync(answer, limit.Token) is { } problem ? Unconfirmed(problem) : new ChallengeOutcome.Wanted();
        }
        catch (OperationCanceledException)
        {
            return Unconfirmed($"did not answer within {_timeout.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e) when (e.InnerException is AddressDeniedException)
        {
            // Not which one: the caller must not learn what names inside resolve to.
            return new ChallengeOutcome.NotWanted($"must not go to {url.IdnHost}: it has an address in a denied range");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return Unconfirmed($"could not be asked: {ConnectionFault.ReasonOf(e)}");
        }
        catch (IOException)
        {
            return Unconfirmed("could not be asked: the connection broke off");
        }
    }

    private IChallenge ChallengeOf(ChallengePolicy policy) => policy switch
    {
        ChallengePolicy.Echo => new EchoChallenge(Guid.NewGuid().ToString()),
        ChallengePolicy.CloudEvents => new CloudEventsChallenge(_origin),
        _ => throw new UnreachableException(),
    };

    private static ChallengeOutcome.NotWanted Unconfirmed(string problem) => new($"is not confirmed by its owner, who {problem}");
}
