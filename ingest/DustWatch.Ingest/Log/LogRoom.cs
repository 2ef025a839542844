namespace DustWatch.Ingest.Log;

/// <summary>How much the log holds, and whether it takes samples.</summary>
/// <param name="BytesUsed">Bytes of its records on disk.</param>
/// <param name="BytesMaximum">Bytes that they may take.</param>
/// <param name="BytesOnDisk">Bytes of its files, with what is free inside.</param>
/// <param name="SamplesWaiting">Samples that wait to be taken: not stored, not acknowledged.</param>
/// <param name="Refusal">Why it takes no samples now, for a person; null while it does.</param>
public readonly record struct LogRoom(long BytesUsed, long BytesMaximum, long BytesOnDisk, int SamplesWaiting, string? Refusal);
