using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>A sample whose time cannot be right, to be set aside in the log.</summary>
/// <param name="Sample">As sent.</param>
/// <param name="Reason"><see cref="RejectReason.Future"/> or <see cref="RejectReason.Past"/>.</param>
public readonly record struct QuarantinedValue(Sample Sample, RejectReason Reason);
