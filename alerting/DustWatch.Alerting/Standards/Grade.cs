namespace DustWatch.Alerting.Standards;

/// <summary>One grade of a table, with the values that belong to it.</summary>
/// <param name="Symbol">As the standard numbers it, <c>0</c> to <c>IV</c>.</param>
/// <param name="Name">As the standard names it; the symbol again when it has no name.</param>
/// <param name="English">The same in English.</param>
/// <param name="Values">The values that belong to it; null when they are not known: then nothing is given this grade.</param>
public sealed record Grade(string Symbol, string Name, string English, Band? Values);
