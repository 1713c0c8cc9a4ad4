using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;

namespace A2A.Server.Http.V03;

/// <summary><c>tasks/pushNotificationConfig/*</c> (A2A 0.3, sections 7.5 to 7.8).</summary>
internal sealed class V03PushConfigMethods(PushOperations push)
{
    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Empty = "{}"u8.ToArray();

    /// <summary>The result is the config as it is kept, without its secrets.</summary>
    public async Task<Reply> SetAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<V03SetPushConfigParams>().Then(Check);
        return given.IsRefused
            ? given.Error
            : V03Reply.From(call, await push.SetAsync(call.Context, given.Value.TaskId ?? "", given.Value, cancellationToken));
    }

    /// <summary>The result is one config; the first where none is named.</summary>
    public async Task<Reply> GetAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var place = ReadPlace(call);
        return place.IsRefused
            ? place.Error
            : V03Reply.From(call, await push.GetAsync(call.Context, place.Value.Task, place.Value.Config, cancellationToken));
    }

    /// <summary>The result is an array of configs.</summary>
    public async Task<Reply> ListAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var place = ReadPlace(call);
        return place.IsRefused
            ? place.Error
            : V03Reply.From(call, await push.ListAsync(call.Context, place.Value.Task, cancellationToken));
    }

    /// <summary>The result is null in JSON-RPC (section 7.8), in HTTP+JSON an empty object: the proto's google.protobuf.Empty.</summary>
    public async Task<Reply> DeleteAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var place = ReadPlace(call);
        if (place.IsRefused)
        {
            return place.Error;
        }

        return await push.DeleteAsync(call.Context, place.Value.Task, place.Value.Config, cancellationToken) is { } error
            ? error
            : new Reply.Result(call.Binding == Binding.JsonRpc ? Null : Empty);
    }

    private static Outcome<TaskPushNotificationConfig> Check(V03SetPushConfigParams given) => given switch
    {
        { TaskId: null or "" } => A2AError.InvalidParams("taskId", "is missing; send the id of the task."),
        { PushNotificationConfig: null, Config: null, Url: null } =>
            A2AError.InvalidParams(
                "pushNotificationConfig", "is missing; send {\"taskId\":\"…\",\"pushNotificationConfig\":{\"url\":\"…\"}}."),
        _ when Second(given) is { } second =>
            A2AError.InvalidParams(second, "stands beside another push config; send one, as pushNotificationConfig."),
        _ when given.ConfigIds.Skip(1).Any() =>
            A2AError.InvalidParams("pushNotificationConfig.id", "is another one than the id beside the config; send one of them."),
        _ => given.ToModel(),
    };

    private static string? Second(V03SetPushConfigParams given)
    {
        (string Place, bool IsGiven)[] places =
        [
            ("pushNotificationConfig", given.PushNotificationConfig is not null),
            ("config.pushNotificationConfig", given.Config?.PushNotificationConfig is not null),
            ("url", given.Url is not null),
            ("token", given is { Token: not null, Url: null }),
            ("authentication", given is { Authentication: not null, Url: null }),
            ("secret", given is { Secret: not null, Url: null }),
            ("format", given is { Format: not null, Url: null }),
        ];
        return places.Where(place => place.IsGiven).Skip(1).Select(place => place.Place).FirstOrDefault();
    }

    // {"id":task,"pushNotificationConfigId":config} as specified, or {"taskId":task,"id":config} as some clients send it
    private static Outcome<Place> ReadPlace(OperationCall call) => call.Read<V03TaskParams>().Then<Place>(given =>
        (given.TaskId ?? given.Id) is not { Length: > 0 } task
            ? A2AError.InvalidParams("id", "is missing; send the id of the task.")
            : new Place(task, given.PushNotificationConfigId ?? (given.TaskId is null ? null : given.Id)));

    /// <param name="Task">The task's id.</param>
    /// <param name="Config">The config's id, where one is named.</param>
    private sealed record Place(string Task, string? Config);
}
