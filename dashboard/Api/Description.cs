namespace DustWatch.Dashboard.Api;

/// <summary>Says of an endpoint, where it is mapped, what the description of the API needs.</summary>
internal static class Description
{
    /// <summary>An endpoint that answers JSON.</summary>
    public static RouteHandlerBuilder Describe<T>(this RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.Describe(name, summary).Produces<T>();

    /// <summary>An endpoint whose answer is said elsewhere.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.WithName(name).WithSummary(summary);

    /// <summary>An endpoint that answers plain text.</summary>
    public static RouteHandlerBuilder DescribeText(this RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.Describe(name, summary).Produces<string>(StatusCodes.Status200OK, "text/plain");

    /// <summary>Its query's parameters.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters)
    {
        foreach (var parameter in parameters)
        {
            endpoint.WithMetadata(parameter);
        }

        return endpoint.ProducesValidationProblem();
    }

    /// <summary>Other forms of its answer.</summary>
    public static RouteHandlerBuilder AlsoAnswers<T1, T2>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AlternativeAnswers([typeof(T1), typeof(T2)]));
}
