using System.Text.Json;
using System.Text.Json.Nodes;
using DustWatch.Alerting;
using DustWatch.Dashboard.Security;
using DustWatch.Measurements;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace DustWatch.Dashboard.Api;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, and the page that shows it at <c>/openapi/</c> and <c>/api</c>; anybody.</summary>
internal static class ApiDescription
{
    private const string Bearer = "token";
    private const string Cookie = "cookie";
    private const string ProblemType = "application/problem+json";
    private const string Page = "openapi/index.html";

    private const string About =
        "Times are RFC 3339 UTC with milliseconds, durations ISO 8601, ids the registry's own. What is outside the caller's scope is 404; errors are problem details (RFC 9457). "
        + "Changes as they happen come over the SignalR hub at /hub.";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type)?.Replace("View", "", StringComparison.Ordinal);
        options.AddDocumentTransformer(DescribeAll);
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer(Spell);
    });

    public static void Map(WebApplication application)
    {
        application.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        application.MapGet("/api", () => TypedResults.LocalRedirect("/openapi/")).AllowAnonymous().ExcludeFromDescription();
        application.MapFallbackToFile("/openapi/{**path:nonfile}", Page).AllowAnonymous();
    }

    private static Task DescribeAll(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "DustWatch",
            Version = typeof(ApiDescription).Assembly.GetName().Version?.ToString(3) ?? "",
            Description = About,
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "Of POST sessions, or of 'dustwatch user token'." },
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = Sessions.Cookie,
                Description = "Set by POST sessions. With it, a change needs the header X-DustWatch: 1.",
            },
        };
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        operation.Tags = new HashSet<OpenApiTagReference> { new(TagOf(context.Description.RelativePath ?? ""), context.Document) };
        foreach (var parameter in metadata.OfType<QueryParameter>())
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Required = parameter.IsRequired,
                Schema = SchemaOf(parameter.Form),
            });
        }

        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancellationToken);
        void Refuses(int status, string why) => (operation.Responses ??= [])[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] =
            new OpenApiResponse { Description = why, Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() { Schema = problem } } };
        if (context.Description.RelativePath?.Contains("{id}", StringComparison.Ordinal) == true)
        {
            Refuses(StatusCodes.Status404NotFound, "It does not exist, or not for this caller.");
        }

        if (context.Description.ParameterDescriptions.Any(p => p.Source.Id == "Body"))
        {
            Refuses(StatusCodes.Status400BadRequest, "The body is not right; 'errors' names the fields.");
            Refuses(StatusCodes.Status413PayloadTooLarge, "The body is too large.");
            Refuses(StatusCodes.Status415UnsupportedMediaType, "The body is no JSON.");
        }

        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            Refuses(StatusCodes.Status401Unauthorized, "Not signed in, or no longer.");
            operation.Security = [Needs(Bearer, context), Needs(Cookie, context)];
        }

        if (metadata.OfType<IAuthorizeData>().Any(a => a.Policy is not null))
        {
            Refuses(StatusCodes.Status403Forbidden, "The caller's role may not do this.");
        }

        await AddAlternativesAsync(operation, context, metadata, cancellationToken);
    }

    // By resource: the part of the path after the version.
    private static string TagOf(string path) => path.Split('/') is ["api", "v1", { Length: > 0 } resource, ..] ? char.ToUpperInvariant(resource[0]) + resource[1..] : "System";

    private static async Task AddAlternativesAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata, CancellationToken cancellationToken)
    {
        if (metadata.OfType<AlternativeAnswers>().FirstOrDefault() is not { } alternatives || operation.Responses?["200"].Content?["application/json"] is not { Schema: { } first } content)
        {
            return;
        }

        var schemas = new List<IOpenApiSchema> { first };
        foreach (var type in alternatives.Types)
        {
            schemas.Add(await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
        }

        content.Schema = new OpenApiSchema { OneOf = schemas };
    }

    private static OpenApiSecurityRequirement Needs(string scheme, OpenApiOperationTransformerContext context) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };

    // What a converter spells has no schema of its own.
    private static Task Spell(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Instant))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        }
        else if (type.IsEnum)
        {
            var json = context.ApplicationServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, type, json) ?? JsonValue.Create(""))];
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema SchemaOf(QueryForm form) => form switch
    {
        QueryForm.Text => new OpenApiSchema { Type = JsonSchemaType.String },
        QueryForm.Count => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
        QueryForm.Time => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        QueryForm.Duration => new OpenApiSchema { Type = JsonSchemaType.String, Format = "duration" },
        QueryForm.Quantity => OneOf(Quantities.All.Select(Quantities.NameOf)),
        QueryForm.Levels => ListOf(Enum.GetValues<Level>().Select(AlertNames.NameOf)),
        QueryForm.States => ListOf(["ACTIVE_UNACK", "ACTIVE_ACK", "CLEARED_UNACK", "CLEARED_ACK"]),
        _ => throw new System.Diagnostics.UnreachableException($"Form {form}"),
    };

    private static OpenApiSchema OneOf(IEnumerable<string> names) => new() { Type = JsonSchemaType.String, Enum = [.. names.Select(n => (JsonNode)JsonValue.Create(n))] };

    private static OpenApiSchema ListOf(IEnumerable<string> names) => new() { Type = JsonSchemaType.String, Description = string.Join(", ", names) };
}
