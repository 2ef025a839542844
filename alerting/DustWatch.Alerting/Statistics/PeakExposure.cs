using DustWatch.Alerting.Standards;

namespace DustWatch.Alerting.Statistics;

/// <summary>A working day with short exposures, held against an 8 h limit.</summary>
/// <param name="TimeWeightedAverage">C_TWA, unit of the limit.</param>
/// <param name="Runs">How many runs there are above the multiple that counts.</param>
/// <param name="HighestRatio">The highest concentration over the limit.</param>
/// <param name="IsAboveNever">Whether the multiple that is never passed was passed.</param>
/// <param name="IsCompliant">Whether average, number, length, distance and height of the runs are all as allowed.</param>
/// <remarks>GBZ 2.1-2019 6.3.3.</remarks>
public sealed record PeakExposure(decimal TimeWeightedAverage, int Runs, decimal HighestRatio, bool IsAboveNever, bool IsCompliant)
{
    /// <summary>Judges a working day. Pure; any thread.</summary>
    /// <param name="periods">The day, in order and without gaps; neighbours above the multiple are one run.</param>
    /// <param name="limit">The 8 h limit, above 0, in the unit of the periods.</param>
    /// <param name="allowed">What the standard allows.</param>
    public static PeakExposure Of(IReadOnlyList<ExposurePeriod> periods, decimal limit, PeakExposureLimit allowed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var runs = RunsAbove(periods, allowed.Times * limit);
        var average = Concentrations.TimeWeightedAverage(periods);
        var highest = periods.Count == 0 ? 0 : periods.Max(period => period.Concentration);
        var isAboveNever = highest > allowed.NeverTimes * limit;
        var isSpaced = runs.Zip(runs.Skip(1), (before, next) => next.Start - before.End >= allowed.ApartMilliseconds).All(isApart => isApart);
        var isShort = runs.All(run => run.End - run.Start <= allowed.LongestMilliseconds);
        return new PeakExposure(
            average,
            runs.Count,
            highest / limit,
            isAboveNever,
            IsCompliant: average <= limit && runs.Count <= allowed.AtMost && isShort && isSpaced && !isAboveNever);
    }

    private static List<(long Start, long End)> RunsAbove(IReadOnlyList<ExposurePeriod> periods, decimal bound)
    {
        var runs = new List<(long Start, long End)>();
        var at = 0L;
        foreach (var period in periods)
        {
            var end = at + period.Milliseconds;
            if (period.Concentration > bound && period.Milliseconds > 0)
            {
                if (runs.Count > 0 && runs[^1].End == at)
                {
                    runs[^1] = (runs[^1].Start, end);
                }
                else
                {
                    runs.Add((at, end));
                }
            }

            at = end;
        }

        return runs;
    }
}
