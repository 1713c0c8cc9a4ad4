using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using A2A.Protocol;
using A2A.Server.Http.Errors;
using A2A.Server.Push.Ownership;
using A2A.Server.Tasks;
using A2A.Webhooks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>What a caller can do with push configs.</summary>
internal sealed class PushConfigs(IPushConfigStore store, WebhookUrl urls, OwnershipChecks owners, IOptions<PushOptions> options)
{
    private const int MostCharacters = 4096;
    private const int MostCharactersOfId = 64;
    private const int MostCharactersOfSecret = 512;
    private const int CharactersOfNewId = 12;

    /// <summary>
    /// The id of a config of 0.3 that has none. There a task has one such config, and setting it again replaces it (A2A 0.3,
    /// section 7.5).
    /// </summary>
    private const string Unnamed = "default";

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~");

    /// <summary>How many a task may have.</summary>
    public int Most { get; } = options.Value.ConfigsPerTask;

    /// <summary>
    /// Whether webhooks may be sent by this config, and the owner of its address wants them; when so, it gets an id if it has none.
    /// </summary>
    /// <param name="owner">The caller.</param>
    /// <param name="config">As the caller gave it.</param>
    /// <param name="protocolVersion">By which it came.</param>
    /// <param name="agent">The agent that sends the webhooks.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="StorageUnavailableException">Whether the owner has said yes before is not known.</exception>
    public async Task<PushConfigCheck> CheckAsync(
        string owner, TaskPushNotificationConfig config, string protocolVersion, string agent, CancellationToken cancellationToken)
    {
        if (Refusal(config, protocolVersion) is { } refused)
        {
            return refused;
        }

        return await owners.CheckAsync(owner, agent, new Uri(config.Url, UriKind.Absolute), cancellationToken) switch
        {
            ChallengeOutcome.Wanted => Accept(config, protocolVersion),
            ChallengeOutcome.NotWanted no => new PushConfigCheck.Refused("url", no.Reason),
            ChallengeOutcome.Busy => new PushConfigCheck.Busy(),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Adds a config that was accepted, or replaces the one of the same id.</summary>
    public Task<PutConfigOutcome> PutAsync(string owner, TaskId task, PushConfig config, CancellationToken cancellationToken) =>
        store.PutAsync(owner, task, config, Most, cancellationToken);

    /// <summary>The task's configs in the order of their ids; null when there is no such task.</summary>
    public Task<IReadOnlyList<PushConfig>?> ListAsync(string owner, TaskId task, CancellationToken cancellationToken) =>
        store.ListAsync(owner, task, cancellationToken);

    /// <summary>The config; null when there is none, or no such task.</summary>
    public async Task<PushConfig?> FindAsync(string owner, TaskId task, string configId, CancellationToken cancellationToken) =>
        (await store.ListAsync(owner, task, cancellationToken))?.FirstOrDefault(config => config.Id == configId);

    /// <summary>Removes a config; true also when there is none, false when there is no such task.</summary>
    public Task<bool> DeleteAsync(string owner, TaskId task, string configId, CancellationToken cancellationToken) =>
        store.DeleteAsync(owner, task, configId, cancellationToken);

    private static PushConfigCheck.Accepted Accept(TaskPushNotificationConfig config, string protocolVersion)
    {
        var id = config.Id is { Length: > 0 } given ? given : protocolVersion == "0.3" ? Unnamed : NewId();
        var authentication = string.IsNullOrEmpty(config.Authentication?.Scheme) ? null : config.Authentication;
        return new(new PushConfig(id, protocolVersion, config with { Id = id, Authentication = authentication }));
    }

    private PushConfigCheck.Refused? Refusal(TaskPushNotificationConfig config, string protocolVersion)
    {
        (string Field, string? Problem)[] checks =
        [
            ("id", ProblemOfId(config.Id)),
            ("url", urls.Problem(config.Url)),
            ("token", ProblemOfHeader(config.Token)),
            ("authentication.scheme", ProblemOfScheme(config.Authentication, protocolVersion)),
            ("authentication.credentials", ProblemOfHeader(config.Authentication?.Credentials)),
            ("secret", ProblemOfSecret(config.Secret)),
            ("format", config.Format is null or NotificationBody.TaskFormat or NotificationBody.NoticeFormat
                ? null
                : "must be 'task' or 'notice'"),
            ("mediaType", config.MediaType is null or NotificationBody.A2AMediaType or NotificationBody.Json
                ? null
                : $"must be '{NotificationBody.A2AMediaType}' or '{NotificationBody.Json}'"),
        ];
        var (field, problem) = Array.Find(checks, check => check.Problem is not null);
        return problem is null ? null : new PushConfigCheck.Refused(field, problem);
    }

    private static string? ProblemOfId(string? id) =>
        string.IsNullOrEmpty(id) || (id.Length <= MostCharactersOfId && !id.AsSpan().ContainsAnyExcept(IdCharacters))
            ? null
            : $"must be at most {MostCharactersOfId} letters, digits, hyphens and underscores";

    // A line break would be a further header; other characters are lost or refused on the way.
    private static string? ProblemOfHeader(string? value) => value switch
    {
        null => null,
        { Length: 0 or > MostCharacters } => $"must have 1 to {MostCharacters} characters",
        _ when !HeaderText.IsSendable(value) => "must have printable ASCII characters only",
        _ when value[0] == ' ' || value[^1] == ' ' => "must not begin or end with a space",
        _ => null,
    };

    // In 0.3 an authentication may be without schemes (section 6.9); in 1.0 its scheme is required.
    private static string? ProblemOfScheme(AuthenticationInfo? authentication, string protocolVersion) => authentication switch
    {
        null => null,
        { Scheme: null or "", Credentials: null } when protocolVersion == "0.3" => null,
        { Scheme: null or "" or { Length: > MostCharactersOfId } } => $"must have 1 to {MostCharactersOfId} characters",
        _ when authentication.Scheme.AsSpan().ContainsAnyExcept(TokenCharacters) => "must be the name of an HTTP authentication scheme",
        _ => null,
    };

    private static string? ProblemOfSecret(string? secret) => secret switch
    {
        null => null,
        { Length: 0 or > MostCharactersOfSecret } => $"must have 1 to {MostCharactersOfSecret} characters",
        _ when secret.Any(char.IsControl) => "must have no control characters",
        _ when !WebhookSecret.TryParse(secret, out _) => "must be the base64 of 24 to 64 bytes after 'whsec_'",
        _ => null,
    };

    private static string NewId() => RandomNumberGenerator.GetHexString(CharactersOfNewId, lowercase: true);
}

/// <summary>Whether a push config can be used.</summary>
internal abstract record PushConfigCheck
{
    private PushConfigCheck() { }

    public sealed record Accepted(PushConfig Config) : PushConfigCheck;

    /// <param name="Field">The config's member that is wrong.</param>
    /// <param name="Reason">What it must be, to be read after its name.</param>
    public sealed record Refused(string Field, string Reason) : PushConfigCheck;

    /// <summary>It may be acceptable, but too many owners of addresses are asked at this moment.</summary>
    public sealed record Busy : PushConfigCheck;
}
