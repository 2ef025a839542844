using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection;

/// <summary>A rule on the quality of data at one series.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Number">Its number among the point's rules on quality.</param>
/// <param name="PerSecond">Step: a faster change is a fault, scaled as samples are; else 0.</param>
internal readonly record struct BoundQuality(Rule Rule, int Number, long PerSecond);
