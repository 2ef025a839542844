using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Standards;

/// <summary>One edition of one standard as a data file: its limits and the rules that rest on them.</summary>
/// <param name="Id">Id of the pack.</param>
/// <param name="Standard">As clauses name it, such as <c>GBZ 2.1-2019</c>.</param>
/// <param name="Edition">Edition.</param>
/// <param name="Title">As printed.</param>
/// <param name="Jurisdiction">Whose points it binds, or null for all.</param>
/// <param name="Effective">First day in force.</param>
/// <param name="Rules">Rules that it makes default.</param>
/// <param name="Limits">Its numbers.</param>
public sealed record StandardsPack(
    string Id,
    string Standard,
    string Edition,
    string Title,
    string? Jurisdiction,
    DateOnly Effective,
    IReadOnlyList<Rule> Rules,
    IReadOnlyList<ExposureLimit> Limits);
