namespace DustWatch.Dashboard.Api;

/// <summary>Other forms of an endpoint's answer 200, for the description.</summary>
/// <param name="Types">Beside the one that it is described with.</param>
internal sealed record AlternativeAnswers(IReadOnlyList<Type> Types);
