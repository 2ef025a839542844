using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>One point of a curve: how much there is of what grows, and who takes it.</summary>
/// <param name="Label">How much, as in the table.</param>
/// <param name="Next">The next round's samples.</param>
/// <param name="Take">Takes a round; returns how many samples that were.</param>
/// <param name="WarmRounds">Rounds until the windows are full.</param>
internal sealed record GrowthCase(string Label, Func<Sample[]> Next, Func<Sample[], long> Take, int WarmRounds);
