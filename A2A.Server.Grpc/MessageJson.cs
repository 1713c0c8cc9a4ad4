using System.Text.Json;
using A2A.Protocol.Grpc;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace A2A.Server.Grpc;

/// <summary>Requests of gRPC as the parameters that the other bindings have.</summary>
internal sealed class MessageJson(IOptions<HttpOptions> options)
{
    // One level less than in JSON-RPC, where an envelope is around.
    private readonly int _deepest = options.Value.MaxDepth - 1;

    /// <summary>A request as the parameters of its operation, or the error for one that JSON cannot say.</summary>
    public Outcome<JsonElement> ParamsOf(IMessage request)
    {
        try
        {
            return RequestJson.Parse(ProtobufJson.Write(request), _deepest) is { } parameters
                ? parameters
                : A2AError.InvalidParams("request", $"is deeper than {_deepest} levels in JSON; send flatter metadata and data.");
        }
        catch (InvalidOperationException)
        {
            return A2AError.InvalidParams(
                "request",
                "has no form in JSON: give each google.protobuf.Value a kind, and each timestamp a time from the year 1 to 9999.");
        }
    }
}
