using DustWatch.Alerting;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Where a level of a rule lies at a point, in the unit of the rule's value.</summary>
internal sealed record RuleLimitView(Level Level, double Limit);
