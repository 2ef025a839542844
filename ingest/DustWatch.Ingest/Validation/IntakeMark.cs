namespace DustWatch.Ingest.Validation;

/// <summary>How much an <see cref="IntakeBatch"/> held at one time, to go back to.</summary>
internal readonly record struct IntakeMark(int Samples, int Quarantine, int Refusals);
