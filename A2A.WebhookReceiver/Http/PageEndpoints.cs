using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using A2A.WebhookReceiver.Receiving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace A2A.WebhookReceiver.Http;

/// <summary>The page that shows what arrives, with its scripts and styles, which are embedded in the program.</summary>
internal static class PageEndpoints
{
    public const string Folder = "/page";

    private const string Page = "page/page.html";
    private const string DashboardPlace = "{dashboard}";

    /// <summary>Maps the files of the page and gives the page itself.</summary>
    public static PageFile MapPage(this IEndpointRouteBuilder routes)
    {
        var names = typeof(PageEndpoints).Assembly.GetManifestResourceNames();
        foreach (var name in names.Where(name => name.StartsWith("page/", StringComparison.Ordinal) && name != Page))
        {
            var file = PageFile.Load(name);
            routes.MapGet(name, file.Answer);
        }

        var dashboard = routes.ServiceProvider.GetRequiredService<IOptions<WebhookOptions>>().Value.DashboardUrl?.TrimEnd('/');
        var encoded = HtmlEncoder.Default.Encode(dashboard ?? "");
        return PageFile.Load(Page, text => text.Replace(DashboardPlace, encoded, StringComparison.Ordinal));
    }
}

/// <summary>One file, which browsers keep and ask again whether it has changed.</summary>
internal sealed class PageFile
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly byte[] _content;
    private readonly string _type;
    private readonly EntityTagHeaderValue _tag;

    private PageFile(string name, string text)
    {
        _content = Encoding.UTF8.GetBytes(text);
        _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(_content))[..16]}\"");
        _type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            var other => throw new InvalidOperationException($"The page's file {name} has no known type; name one for {other} here."),
        };
    }

    public static PageFile Load(string name, Func<string, string>? edit = null)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The file {name} is not embedded in the program.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return new PageFile(name, edit?.Invoke(text) ?? text);
    }

    public FileContentHttpResult Answer(HttpResponse response)
    {
        response.Headers.CacheControl = "no-cache";
        response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Bytes(_content, _type, entityTag: _tag);
    }
}
