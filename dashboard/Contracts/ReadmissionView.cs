namespace DustWatch.Dashboard.Contracts;

/// <summary>What became of the samples that had been set aside.</summary>
/// <param name="Readmitted">How many were taken with the mended time.</param>
/// <param name="Left">How many stay: with this offset their time cannot be right either.</param>
internal sealed record ReadmissionView(int Readmitted, int Left);
