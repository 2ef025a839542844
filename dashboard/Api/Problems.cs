namespace DustWatch.Dashboard.Api;

/// <summary>Answers of RFC 9457 that several resources give.</summary>
internal static class Problems
{
    /// <summary>404: it does not exist, or not for this caller.</summary>
    public static IResult NotFound(string what) => TypedResults.Problem($"There is no {what} here.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>400 with one fault.</summary>
    public static IResult BadRequest(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
