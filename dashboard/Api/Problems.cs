using System.Text.Json;
using DustWatch.Backends.Influx;
using DustWatch.Dashboard.Pipeline;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Routing.Template;

namespace DustWatch.Dashboard.Api;

/// <summary>Answers of RFC 9457: those that several resources give, and those for what no resource has answered.</summary>
internal static class Problems
{
    /// <summary>404: it does not exist, or not for this caller.</summary>
    public static IResult NotFound(string what) => TypedResults.Problem($"There is no {what} here.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>503: the history has not taken all of the log yet.</summary>
    public static IResult HistoryBehind() =>
        TypedResults.Problem("The history is still taking in what the log holds. Ask again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>400 with one fault.</summary>
    public static IResult BadRequest(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>400 with the faults of a body's or query's fields.</summary>
    public static IResult Invalid(string title, IDictionary<string, string[]> faults) =>
        TypedResults.ValidationProblem(faults, string.Join(' ', faults.Select(f => $"'{f.Key}' {string.Join(", ", f.Value)}.")), title: title);

    /// <summary>
    /// What a request to no resource of the API gets: 415 where one takes another kind of body, 405 where another method would have found one, else 404;
    /// 401 before that to whom it is not open.
    /// </summary>
    public static IResult NoResource(HttpContext context, EndpointDataSource endpoints)
    {
        var matching = endpoints.Endpoints.Where(e => e is RouteEndpoint { RoutePattern.RawText: { } text } && Matches(text, context.Request.Path)).ToList();
        var meant = matching.Find(e => MethodsOf(e).Contains(context.Request.Method));
        if (context.User.Identity is not { IsAuthenticated: true } && meant?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            return TypedResults.Challenge();
        }

        if (meant is not null)
        {
            return TypedResults.Problem(DetailOf(StatusCodes.Status415UnsupportedMediaType, context), statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        var methods = matching.SelectMany(MethodsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (methods.Count == 0)
        {
            return NotFound("such resource");
        }

        context.Response.Headers.Allow = string.Join(", ", methods);
        return TypedResults.Problem(DetailOf(StatusCodes.Status405MethodNotAllowed, context), statusCode: StatusCodes.Status405MethodNotAllowed);
    }

    /// <summary>A status without a body gets one, whatever the caller accepts: nothing else would tell what is wrong.</summary>
    public static Task ExplainAsync(StatusCodeContext context) =>
        TypedResults.Problem(DetailOf(context.HttpContext.Response.StatusCode, context.HttpContext), statusCode: context.HttpContext.Response.StatusCode)
            .ExecuteAsync(context.HttpContext);

    /// <summary>Answers a request that ended in an exception.</summary>
    public static Task HandleAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (exception is InfluxException silence)
        {
            ArchiveLog.TellSilence(context.RequestServices.GetRequiredService<ILogger<InfluxHistory>>(), silence.Message);
        }

        var result = exception switch
        {
            BadHttpRequestException { InnerException: JsonException fault } => Malformed(fault),
            BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } => BadRequest("The body is missing or cannot be read: it must be one JSON object."),
            BadHttpRequestException bad => TypedResults.Problem(DetailOf(bad.StatusCode, context), statusCode: bad.StatusCode),
            InfluxException => TypedResults.Problem("InfluxDB, which keeps the older history, does not answer. Ask again later, or for a time within the last 8 days.", statusCode: StatusCodes.Status503ServiceUnavailable),
            InvalidDataException => TypedResults.Problem("What is stored of this is damaged; dustwatch doctor says what.", statusCode: StatusCodes.Status500InternalServerError),
            ObjectDisposedException when IsStopping(context) => TypedResults.Problem("The server is stopping.", statusCode: StatusCodes.Status503ServiceUnavailable),
            _ => TypedResults.Problem(DetailOf(StatusCodes.Status500InternalServerError, context), statusCode: StatusCodes.Status500InternalServerError),
        };
        return result.ExecuteAsync(context);
    }

    /// <summary>Whether it is known where the fault lies, so that the server's log needs no stack: with the caller, with InfluxDB, or in that the server stops.</summary>
    public static bool IsExpected(HttpContext context, Exception exception) => exception is BadHttpRequestException or InfluxException || (exception is ObjectDisposedException && IsStopping(context));

    /// <summary>Leaves out what means nothing to whoever reads the answer.</summary>
    public static void Customize(ProblemDetailsContext context) => context.ProblemDetails.Extensions.Remove("traceId");

    private static bool IsStopping(HttpContext context) => context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private static IResult Malformed(JsonException fault)
    {
        // The path of a fault is that of JSONPath: $.comment is the field comment.
        var field = fault.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "$";
        var place = fault.LineNumber is { } line && fault.BytePositionInLine is { } column ? $" (line {line + 1}, byte {column + 1})" : "";
        var why = fault.InnerException is null && fault.Message.StartsWith("It must be", StringComparison.Ordinal) ? Decapitalize(fault.Message) : "cannot be read as this field's type";
        return field == "$"
            ? Invalid("The body is not right.", new Dictionary<string, string[]> { ["$"] = [$"is no JSON of the form that this resource takes{place}"] })
            : Invalid("The body is not right.", new Dictionary<string, string[]> { [field] = [$"{why}{place}"] });
    }

    private static string Decapitalize(string text) => text.Split(" Path:")[0] is { Length: > 0 } first ? char.ToLowerInvariant(first[0]) + first[1..].TrimEnd('.') : text;

    private static IReadOnlyList<string> MethodsOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    private static bool Matches(string pattern, PathString path) =>
        !pattern.Contains('*', StringComparison.Ordinal) && new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(path, []);

    private static string DetailOf(int status, HttpContext context) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => $"This address does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        StatusCodes.Status406NotAcceptable => "Answers are application/json.",
        StatusCodes.Status413PayloadTooLarge => $"A request's body has at most {Limits.RequestBytesMaximum} bytes.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON: send Content-Type: application/json.",
        StatusCodes.Status500InternalServerError => "Something went wrong on the server; its log says what.",
        _ => "The request could not be answered.",
    };
}
