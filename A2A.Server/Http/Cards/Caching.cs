using System.Globalization;
using System.Security.Cryptography;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http.Cards;

/// <summary>Answers with public documents, which caches may keep.</summary>
internal sealed class Caching(IOptions<CardOptions> cards)
{
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private readonly string _maxAge = string.Create(CultureInfo.InvariantCulture, $"max-age={(long)cards.Value.MaxAge.TotalSeconds}");

    /// <summary>Lets caches keep the answer for a while.</summary>
    public void Allow(HttpResponse response) => response.Headers.CacheControl = $"public, {_maxAge}";

    /// <summary>The entity tag of a document: part of its hash (RFC 9110, section 8.8.3).</summary>
    public static EntityTagHeaderValue TagOf(byte[] body) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..16])}\"");

    /// <summary>A public document in JSON, which caches may keep for a while.</summary>
    public FileContentHttpResult Give(HttpResponse response, byte[] body)
    {
        Allow(response);
        return TypedResults.Bytes(body, MediaTypes.Json, entityTag: TagOf(body));
    }

    /// <summary>Lets the caller alone keep the answer for a while.</summary>
    public void AllowCaller(HttpResponse response)
    {
        response.Headers.CacheControl = $"private, {_maxAge}";
        response.Headers.Vary = $"{ProtocolVersions.Header}, {ApiKeyAuthentication.Header}, {HeaderNames.Authorization}";
    }

    /// <summary>Answers 503 while the storage is out of reach: a card without its signature would be another card.</summary>
    public static async ValueTask<object?> WhileAvailable(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (StorageUnavailableException)
        {
            return new Refusal(A2AError.StorageUnavailable);
        }
    }
}
