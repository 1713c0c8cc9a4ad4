using A2A.Protocol.Client.Following;
using A2A.Protocol.Client.Wire;

namespace A2A.Protocol.Client;

/// <summary>Talks to an A2A agent, by 1.0 or 0.3, over JSON-RPC, HTTP+JSON or gRPC; what it takes and gives is the 1.0 model.</summary>
/// <remarks>
/// Safe for concurrent use. Every method throws <see cref="A2AException"/> when the agent refuses or something else
/// than an agent answers, and what HttpClient throws when nothing answers. Only streams and waiting try again by
/// themselves; a message may be sent again with the same <see cref="Message.MessageId"/>.
/// Ending the enumeration of a stream closes its connection; SocketsHttpHandler first reads on for up to
/// <see cref="SocketsHttpHandler.ResponseDrainTimeout"/>, two seconds unless told otherwise; <see cref="CreateHandler"/>
/// gives one that does not, and that follows no redirects.
/// </remarks>
public sealed partial class A2AClient
{
    private readonly HttpClient _http;
    private readonly Uri _home;
    private readonly A2AClientOptions _options;
    private readonly IDialect _dialect;
    private readonly IChannel _channel;
    private string? _tenant;

    /// <summary>
    /// A client of the agent at an endpoint of known version and binding; <see cref="ConnectAsync"/> asks the card instead.
    /// </summary>
    /// <param name="http">The transport, with its time-out, credentials and limits; stays the caller's.</param>
    /// <param name="endpoint">The agent's absolute URL; when absent the transport's base address.</param>
    /// <param name="options">How to talk; when absent 1.0 over JSON-RPC.</param>
    /// <exception cref="ArgumentException">Neither gives an absolute URL, or the options ask for gRPC and cannot have it.</exception>
    public A2AClient(HttpClient http, Uri? endpoint = null, A2AClientOptions? options = null)
        : this(http, Absolute(http, endpoint), Checked(options), chosen: null)
    {
    }

    private A2AClient(HttpClient http, Uri home, A2AClientOptions options, AgentEndpoint? chosen)
    {
        _http = http;
        _home = home;
        _options = options;
        Endpoint = chosen?.Url ?? home;
        Version = chosen?.Version ?? options.Version ?? ProtocolVersion.V10;
        Binding = chosen?.Binding ?? options.Binding ?? ProtocolBinding.JsonRpc;
        _tenant = options.Tenant ?? chosen?.Tenant;
        var exchange = new HttpExchange(http, Version, options);
        _channel = Binding switch
        {
            ProtocolBinding.JsonRpc => new JsonRpcChannel(exchange, Endpoint),
            ProtocolBinding.HttpJson => new HttpJsonChannel(exchange, Endpoint),
            _ => options.Grpc!(http, Endpoint, options), // checked
        };
        _dialect = Version == ProtocolVersion.V10 ? new V10Dialect() : new V03Dialect();
    }

    /// <summary>Where the agent is spoken to.</summary>
    public Uri Endpoint { get; }

    /// <summary>The protocol's version on the wire.</summary>
    public ProtocolVersion Version { get; }

    /// <summary>How calls travel.</summary>
    public ProtocolBinding Binding { get; }

    /// <summary>Sends a message and gives the task that it became, or went on with, or the agent's direct answer.</summary>
    /// <param name="request">The message, and how the answer shall come.</param>
    /// <param name="cancellationToken">Gives up; the task goes on.</param>
    public Task<SendMessageResponse> SendAsync(SendMessageRequest request, CancellationToken cancellationToken) =>
        _channel.CallAsync(_dialect.Send(OfTenant(request)), cancellationToken);

    /// <summary>
    /// Sends a message and gives the events of its task as they happen, the task itself first, until it is terminal or
    /// interrupted. Breaks of the connection are bridged, see <see cref="SubscribeAsync"/>.
    /// </summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Closes the connection; the task goes on.</param>
    public IAsyncEnumerable<StreamItem> StreamAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        var sent = OfTenant(request);
        return Streams(sent.Tenant).FollowAsync(
            _dialect.Stream(sent), new StreamPlace(null, null, untilInterrupted: true), cancellationToken);
    }

    /// <summary>Follows the events of a task that is there already, until it is terminal.</summary>
    /// <remarks>
    /// When the connection breaks it is made anew, with pauses between the attempts (<see cref="A2AClientOptions.Streams"/>).
    /// Where the server gives event ids, the events go on without gap or repeat. Where it gives none, the task as it is
    /// then comes as an item, and holds what happened between; updates that were folded into it do not come singly.
    /// </remarks>
    /// <param name="id">The task.</param>
    /// <param name="lastEventId">The <see cref="StreamItem.EventId"/> after which to go on; null = from the present state.</param>
    /// <param name="cancellationToken">Closes the connection; the task goes on.</param>
    public IAsyncEnumerable<StreamItem> SubscribeAsync(string id, string? lastEventId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var subscribe = _dialect.Subscribe(new() { Tenant = _tenant, Id = id });
        return Streams(_tenant).FollowAsync(subscribe, new StreamPlace(id, lastEventId, untilInterrupted: false), cancellationToken);
    }

    /// <summary>A task as it is now.</summary>
    /// <param name="id">The task.</param>
    /// <param name="historyLength">How many of the most recent messages it shall hold; null = as the agent likes, 0 = none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AgentTask> GetTaskAsync(string id, int? historyLength, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _channel.CallAsync(_dialect.GetTask(new() { Tenant = _tenant, Id = id, HistoryLength = historyLength }), cancellationToken);
    }

    /// <summary>A page of the caller's tasks, newest status first.</summary>
    /// <param name="request">Which tasks, and which page of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="A2AException">
    /// Also with <see cref="JsonRpc.A2AErrorCode.MethodNotFound"/> over JSON-RPC in 0.3, which cannot list tasks.
    /// </exception>
    public Task<ListTasksResponse> ListTasksAsync(ListTasksRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _channel.CallAsync(_dialect.ListTasks(request with { Tenant = request.Tenant ?? _tenant }), cancellationToken);
    }

    /// <summary>Asks for a task's end; the task that is given may not have ended yet.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Gives up; the agent may have heard the wish already.</param>
    public Task<AgentTask> CancelAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _channel.CallAsync(_dialect.Cancel(new() { Tenant = _tenant, Id = id }), cancellationToken);
    }

    private ResumingStream Streams(string? tenant) => new(_dialect, _channel, tenant, _options);

    private SendMessageRequest OfTenant(SendMessageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Tenant = request.Tenant ?? _tenant };
    }

    /// <summary>This client for a request that may name a tenant itself, and for what is asked about its task.</summary>
    private A2AClient ForTenant(string? tenant)
    {
        var client = (A2AClient)MemberwiseClone();
        client._tenant = tenant ?? _tenant;
        return client;
    }

    private static A2AClientOptions Checked(A2AClientOptions? options) => options switch
    {
        { Binding: ProtocolBinding.Grpc, Grpc: null } => throw new ArgumentException(
            "The binding is gRPC, which the package A2AAspire.Protocol.Grpc adds: call UseGrpc() on the options, or choose another one.",
            nameof(options)),
        { Binding: ProtocolBinding.Grpc, Version: ProtocolVersion.V03 } => throw new ArgumentException(
            "gRPC is spoken by 1.0 only; choose that version, or another binding for 0.3.", nameof(options)),
        _ => options ?? new(),
    };

    private static Uri Absolute(HttpClient http, Uri? endpoint)
    {
        ArgumentNullException.ThrowIfNull(http);
        return (endpoint ?? http.BaseAddress) is { IsAbsoluteUri: true } absolute
            ? absolute
            : throw new ArgumentException(
                "Give the agent's absolute URL as endpoint, or as base address of the HttpClient.", nameof(endpoint));
    }
}
