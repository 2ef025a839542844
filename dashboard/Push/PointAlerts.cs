using DustWatch.Alerting;
using DustWatch.Dashboard.Contracts;

namespace DustWatch.Dashboard.Push;

/// <summary>What the alert topic of a point says.</summary>
/// <param name="Level">The highest of its open alerts'.</param>
/// <param name="Alerts">Those that are open.</param>
internal sealed record PointAlerts(Level Level, IReadOnlyList<AlertView> Alerts);
