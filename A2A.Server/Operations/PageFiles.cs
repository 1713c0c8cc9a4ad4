using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using A2A.Server.Http.Cards;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Operations;

/// <summary>The files of the page, as they are embedded.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "page/";
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private readonly Dictionary<string, (byte[] Body, EntityTagHeaderValue Tag)> _files = Read();

    /// <summary>A script, a style sheet or a picture; null when there is none of this name.</summary>
    public IResult? Find(HttpContext context, string name)
    {
        if (MediaTypeOf(name) is not { } mediaType || !_files.TryGetValue(name, out var file))
        {
            return null;
        }

        context.Response.Headers.CacheControl = "no-cache"; // kept, and asked for again by its tag
        return TypedResults.Bytes(file.Body, mediaType, entityTag: file.Tag);
    }

    /// <summary>The page of operations.</summary>
    public IResult Operations(HttpContext context) =>
        Page(context, Encoding.UTF8.GetString(_files["ops.html"].Body), StatusCodes.Status200OK);

    /// <summary>The login, with a token for its form.</summary>
    /// <param name="message">What went wrong before; empty when nothing did.</param>
    public IResult Login(HttpContext context, OperatorSessions sessions, int status, string message)
    {
        var html = Encoding.UTF8.GetString(_files["login.html"].Body)
            .Replace("{{token}}", HtmlEncoder.Default.Encode(sessions.OpenForm(context)), StringComparison.Ordinal)
            .Replace("{{message}}", HtmlEncoder.Default.Encode(message), StringComparison.Ordinal);
        return Page(context, html, status);
    }

    private static ContentHttpResult Page(HttpContext context, string html, int status)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Text(html, "text/html", Encoding.UTF8, status);
    }

    private static string? MediaTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => null,
    };

    private static Dictionary<string, (byte[], EntityTagHeaderValue)> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(
            name => name[Prefix.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!; // it was listed
                using var body = new MemoryStream();
                stream.CopyTo(body);
                return (body.ToArray(), Caching.TagOf(body.ToArray()));
            },
            StringComparer.Ordinal);
    }
}
