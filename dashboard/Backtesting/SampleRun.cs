using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>The samples of one point in a piece of the input, in its order.</summary>
/// <param name="Point">Number of the point.</param>
/// <param name="Start">Where they begin in <see cref="SampleRuns"/>.</param>
/// <param name="Count">How many; at least one.</param>
/// <param name="First">Time of the first.</param>
/// <param name="Last">Time of the last.</param>
/// <param name="IsInOrder">Whether none is older than the one before it.</param>
internal readonly record struct SampleRun(int Point, int Start, int Count, Instant First, Instant Last, bool IsInOrder);
