using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.WebhookReceiver.Http;

/// <summary>Every JSON that the receiver writes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceivedAnswer))]
[JsonSerializable(typeof(ValidatedAnswer))]
[JsonSerializable(typeof(ServiceAnswer))]
[JsonSerializable(typeof(NotificationList))]
[JsonSerializable(typeof(NotificationAnswer))]
[JsonSerializable(typeof(RefusedList))]
[JsonSerializable(typeof(DemoOutageAnswer))]
[JsonSerializable(typeof(ReceiptsAnswer))]
internal sealed partial class ReceiverJson : JsonSerializerContext;

internal static class ReceiverJsonExtensions
{
    public static void AddJson(this IHostApplicationBuilder builder) => builder.Services.ConfigureHttpJsonOptions(options =>
    {
        options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.SerializerOptions.TypeInfoResolverChain.Insert(0, ReceiverJson.Default);
    });
}
