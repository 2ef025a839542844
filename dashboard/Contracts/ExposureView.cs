using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Every rule's current state at a point.</summary>
internal sealed record ExposureView(string Point, Instant At, IReadOnlyList<RuleExposureView> Rules);
