using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Every rule's current state at a point.</summary>
internal sealed record ExposuresView(string Point, Instant At, IReadOnlyList<ExposureView> Rules);
