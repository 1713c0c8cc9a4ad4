using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol;
using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Cards;
using A2A.Server.Http.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace A2A.Server.Operations;

/// <summary>Describes the operations in OpenAPI 3.1: the library reads the routes, and what it cannot see of them is added here.</summary>
internal static class OpsDocument
{
    /// <summary>The name of the document and of the group of its routes; documents of the application itself leave out the group.</summary>
    public const string Name = "ops";

    public const string Path = $"/openapi/{Name}.json";

    private const string About = """
        Operations for operators of the server: tasks and queues, deliveries that were given up, what became of a task's webhooks, failing
        endpoints, and keys. Callers of the agents may use what is not for operators only, and see and change what is their own. What
        belongs to another caller is not found.
        """;

    private const string Root = "@root";

    public static void AddOpsDocument(this IServiceCollection services)
    {
        services.AddSingleton<OpsDocumentText>();
        services.AddOpenApi(Name, Describe);
    }

    private static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = route => route.GroupName == Name;
        options.CreateSchemaReferenceId = NameOf;
        options.AddSchemaTransformer(AsWritten);
        options.AddOperationTransformer(DescribeRefusals);
        options.AddDocumentTransformer(DescribeServer);
    }

    public static async Task<FileContentHttpResult> GiveAsync(
        HttpContext context,
        OpsDocumentText document,
        AgentCards cards,
        Caching caching,
        CancellationToken cancellationToken)
    {
        var text = await document.ReadAsync(cancellationToken);
        var root = cards.BaseOf(context.Request).AbsoluteUri.TrimEnd('/');
        var body = Encoding.UTF8.GetBytes(text.Replace(Root, root, StringComparison.Ordinal));
        return caching.Give(context.Response, body);
    }

    /// <summary>The document, made at its first request, with a placeholder for the server's address.</summary>
    internal sealed class OpsDocumentText([FromKeyedServices(Name)] IOpenApiDocumentProvider provider)
    {
        private string? _text;

        public async Task<string> ReadAsync(CancellationToken cancellationToken) => _text ??= await WriteAsync(cancellationToken);

        private async Task<string> WriteAsync(CancellationToken cancellationToken)
        {
            var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
            document.Servers = [new() { Url = Root }];
            using var body = new MemoryStream();
            var terse = new OpenApiJsonWriterSettings { Terse = true };
            await document.SerializeAsync(body, OpenApiSpecVersion.OpenApi3_1, OpenApiConstants.Json, terse, cancellationToken);
            return Encoding.UTF8.GetString(body.ToArray());
        }
    }

    private static string? NameOf(JsonTypeInfo type) =>
        type.Type == typeof(OpsProblem) ? "Problem" : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    // What has no value is left out, everything else is always there; numbers are never written as text.
    private static Task AsWritten(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Properties is { } members)
        {
            schema.Required = members.Where(member => !MayBeAbsent(member.Value))
                .Select(member => member.Key).ToHashSet();
        }

        schema.Type &= ~JsonSchemaType.Null;
        if (schema.Type is { } type && (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
        }

        return Task.CompletedTask;
    }

    // Without a type it is any JSON, null too.
    private static bool MayBeAbsent(IOpenApiSchema member) =>
        member is OpenApiSchema { Type: null } || member.Type?.HasFlag(JsonSchemaType.Null) is true;

    // The library passes over what the routes say of a status, and knows of no headers.
    private static Task DescribeRefusals(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var said in context.Description.ActionDescriptor.EndpointMetadata.OfType<ProducesResponseTypeMetadata>())
        {
            var status = said.StatusCode.ToString(CultureInfo.InvariantCulture);
            if (said.Description is not null && operation.Responses?[status] is OpenApiResponse refusal)
            {
                refusal.Description = said.Description;
                refusal.Headers = said.StatusCode switch
                {
                    401 => Header("WWW-Authenticate", "What credentials are wanted.", new() { Type = JsonSchemaType.String }),
                    429 or 503 => Header(
                        "Retry-After", "When to try again, in seconds.", new() { Type = JsonSchemaType.Integer, Minimum = "1" }),
                    _ => null,
                };
            }
        }

        return Task.CompletedTask;

        static Dictionary<string, IOpenApiHeader> Header(string name, string meaning, OpenApiSchema schema) =>
            new() { [name] = new OpenApiHeader { Description = meaning, Schema = schema } };
    }

    private static Task DescribeServer(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemes = context.ApplicationServices.GetRequiredService<CallerSchemes>().OperatorSchemes;
        document.Info = new() { Title = "A2A operations", Description = About.ReplaceLineEndings(" "), Version = ProtocolVersions.V1 };
        document.Components ??= new();
        document.Components.SecuritySchemes = schemes
            .ToDictionary(scheme => scheme.Key, scheme => (IOpenApiSecurityScheme)SchemeOf(scheme.Value));
        document.Security = [.. schemes.Select(scheme => new OpenApiSecurityRequirement
        {
            [new(scheme.Key, document)] = scheme.Value.OpenIdConnectSecurityScheme is null ? [] : ["openid"],
        })];
        return Task.CompletedTask;
    }

    private static OpenApiSecurityScheme SchemeOf(SecurityScheme scheme) => scheme switch
    {
        { ApiKeySecurityScheme: { } key } => new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = key.Name,
            Description = key.Description,
        },
        { HttpAuthSecurityScheme: { } http } => new()
        {
            Type = SecuritySchemeType.Http,
            Scheme = http.Scheme,
            BearerFormat = http.BearerFormat,
            Description = http.Description,
        },
        { OpenIdConnectSecurityScheme: { } provider } => new()
        {
            Type = SecuritySchemeType.OpenIdConnect,
            OpenIdConnectUrl = new(provider.OpenIdConnectUrl),
            Description = provider.Description,
        },
        _ => throw new InvalidOperationException("Operators have a security scheme that the description does not know; add it here."),
    };
}
