using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>
/// Mean, minimum, maximum and coverage of each step of a history, weighted by time as the detector weighs: a sample covers <c>(t_prev, t]</c> when the
/// sample before it, valid or not, is at most <c>hold</c> away, else <c>(t − interval, t]</c>; an interval that crosses a border is split; what no valid
/// sample covers is a gap and has no value.
/// </summary>
/// <remarks>For curves and tables: sums are doubles here, and integers in the detector. No site factor is applied, and a censored sample counts as it is.</remarks>
public static class HistorySteps
{
    /// <summary>Folds samples into steps.</summary>
    /// <param name="samples">
    /// Of one point and quantity, by time, no time twice: the last one at or before the steps' start, if any, then those in
    /// <see cref="HistoryStepping.SampleTimes"/>.
    /// </param>
    /// <param name="quantity">Theirs; levels are averaged as energy.</param>
    /// <param name="stepping">The steps.</param>
    /// <returns>Every step, by time, those without data too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is not above 0, or there are more than <see cref="HistoryStepping.CountMaximum"/> steps.</exception>
    public static IReadOnlyList<HistoryStep> Compute(IEnumerable<Sample> samples, Quantity quantity, HistoryStepping stepping)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepping.StepMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepping.IntervalMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegative(stepping.HoldMilliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stepping.Count, HistoryStepping.CountMaximum);
        if (stepping.Count == 0)
        {
            return [];
        }

        var sums = new StepSum[(int)stepping.Count]; // [step]
        Instant? previous = null;
        foreach (var sample in samples)
        {
            if (sample.Flag.IsValid())
            {
                Add(in sample, Covers(sample.Time, previous, stepping), quantity, stepping, sums);
            }

            previous = sample.Time;
        }

        return [.. sums.Select((sum, i) => sum.ToStep(stepping.FirstEnd.Plus(i * stepping.StepMilliseconds), quantity, stepping.StepMilliseconds))];
    }

    private static Interval Covers(Instant time, Instant? previous, HistoryStepping stepping) =>
        previous is { } before && time - before <= stepping.HoldMilliseconds
            ? new Interval(before, time)
            : new Interval(time.Plus(-stepping.IntervalMilliseconds), time);

    private static void Add(in Sample sample, Interval covers, Quantity quantity, HistoryStepping stepping, StepSum[] sums)
    {
        var (start, end) = (Instant.Max(covers.Start, stepping.Covered.Start), Instant.Min(covers.End, stepping.Covered.End));
        var weight = Quantities.IsDecibel(quantity) ? EnergyOf(sample.Value) : sample.Value;
        while (start < end)
        {
            var step = stepping.StepOf(start.Plus(1));
            var border = stepping.Covered.Start.Plus((step + 1) * stepping.StepMilliseconds);
            var part = Instant.Min(border, end) - start;
            sums[step].Add(sample.Value, weight, part);
            start = start.Plus(part);
        }
    }

    /// <summary>10^(L/10) of a level in 0.01 dB.</summary>
    private static double EnergyOf(long hundredths) => Math.Pow(10, hundredths / 1000.0);

    private struct StepSum
    {
        private double _weighted; // Σ weight · ms
        private long _covered; // ms
        private long _minimum;
        private long _maximum;

        public void Add(long value, double weight, long milliseconds)
        {
            _minimum = _covered == 0 ? value : Math.Min(_minimum, value);
            _maximum = _covered == 0 ? value : Math.Max(_maximum, value);
            _weighted += weight * milliseconds;
            _covered += milliseconds;
        }

        public readonly HistoryStep ToStep(Instant end, Quantity quantity, long stepMilliseconds)
        {
            if (_covered == 0)
            {
                return new HistoryStep(end, null, null, null, 0);
            }

            var traits = Quantities.Of(quantity);
            var mean = _weighted / _covered;
            return new HistoryStep(
                end,
                Quantities.IsDecibel(quantity) ? 10 * Math.Log10(mean) : mean / FixedPoint.One,
                traits.ToUnit(_minimum),
                traits.ToUnit(_maximum),
                (double)_covered / stepMilliseconds);
        }
    }
}
