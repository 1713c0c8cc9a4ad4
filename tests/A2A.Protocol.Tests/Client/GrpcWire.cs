using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Protocol.Grpc;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lf.A2a.V1;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace A2A.Protocol.Tests.Client;

/// <summary>gRPC as it is on the wire, below any library: frames and trailers, which a test may leave out or spoil.</summary>
internal static class GrpcWire
{
    private const string ContentType = "application/grpc";
    private const string Status = "grpc-status";

    public static bool IsUsed(HttpContext context) => context.Request.ContentType == ContentType;

    /// <summary>The request as JSON.</summary>
    public static async Task<JsonNode?> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return JsonNode.Parse(ProtobufJson.Write(MethodOf(context).InputType.Parser.ParseFrom(body.ToArray().AsSpan(5))));
    }

    /// <summary>Sends a message on its way at once; the first goes with headers, which may name a place.</summary>
    public static Task WriteAsync(HttpContext context, string json, string? place = null) =>
        WriteAsync(context, ProtobufJson.ReadStrictly(Encoding.UTF8.GetBytes(json), MethodOf(context).OutputType).ToByteArray(), place);

    public static async Task WriteAsync(HttpContext context, byte[] message, string? place = null)
    {
        Begin(context, place);
        await context.Response.Body.WriteAsync(Frame(message));
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Sends headers alone.</summary>
    public static Task BeginAsync(HttpContext context, string? place)
    {
        Begin(context, place);
        return context.Response.Body.FlushAsync();
    }

    /// <summary>Sends the beginning of a message.</summary>
    public static async Task WriteHalfAsync(HttpContext context)
    {
        await context.Response.Body.WriteAsync(Frame(new byte[8]).AsMemory(0, 9));
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Ends the call by a status: alone, or behind messages.</summary>
    public static Task RefuseAsync(HttpContext context, StatusCode code, string message, params Any[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { details } };
        End(context, Status, $"{status.Code}");
        End(context, "grpc-message", Uri.EscapeDataString(message));
        if (details.Length > 0)
        {
            End(context, "grpc-status-details-bin", Convert.ToBase64String(status.ToByteArray()));
        }

        return Task.CompletedTask;
    }

    /// <summary>What ends a call: a header where nothing was sent, else a trailer.</summary>
    public static void End(HttpContext context, string name, string value)
    {
        context.Items[Status] = true;
        if (context.Response.HasStarted)
        {
            context.Response.AppendTrailer(name, value);
        }
        else
        {
            context.Response.ContentType = ContentType;
            context.Response.Headers[name] = value;
        }
    }

    /// <summary>Ends the call without a status.</summary>
    public static void EndWithoutStatus(HttpContext context) => context.Items[Status] = false;

    /// <summary>Ends a call well, unless it has ended.</summary>
    public static Task EndAsync(HttpContext context)
    {
        if (!context.Items.ContainsKey(Status) && !context.RequestAborted.IsCancellationRequested)
        {
            Begin(context, place: null);
            context.Response.AppendTrailer(Status, "0");
        }

        return Task.CompletedTask;
    }

    private static void Begin(HttpContext context, string? place)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = ContentType;
            if (place is not null)
            {
                context.Response.Headers["last-event-id"] = place;
            }
        }
    }

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static MethodDescriptor MethodOf(HttpContext context) =>
        A2AService.Descriptor.FindMethodByName(context.Request.Path.Value!.Split('/')[^1]).ShouldNotBeNull(context.Request.Path);
}
