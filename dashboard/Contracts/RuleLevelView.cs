using DustWatch.Alerting;

namespace DustWatch.Dashboard.Contracts;

/// <summary>One level of a rule.</summary>
/// <param name="Level">Which one.</param>
/// <param name="Above">Its limit in the unit of the compared value, or null.</param>
/// <param name="Times">Its limit as a multiple of the agent's, or null.</param>
/// <param name="For">On-delay, ISO 8601.</param>
/// <param name="Clear">Deadband: a part of the limit, or dB below it; null for the default.</param>
/// <param name="ClearFor">Off-delay, ISO 8601.</param>
/// <param name="Clause">Standard, edition and clause.</param>
public sealed record RuleLevelView(Level Level, decimal? Above, decimal? Times, string For, decimal? Clear, string ClearFor, string? Clause);
