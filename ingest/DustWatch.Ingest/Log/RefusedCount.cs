namespace DustWatch.Ingest.Log;

/// <summary>How many values of one point were refused.</summary>
/// <param name="Point">Number of the point.</param>
/// <param name="Count">Values and elements; above 0.</param>
public readonly record struct RefusedCount(int Point, int Count);
