using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>A value that is good by itself, waiting for the end of its element to learn its time and flag.</summary>
/// <param name="Quantity">What was measured.</param>
/// <param name="Scaled">10^-decimals of the unit.</param>
internal readonly record struct StagedValue(Quantity Quantity, long Scaled);
