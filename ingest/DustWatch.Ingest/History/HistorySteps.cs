using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>
/// Mean, minimum, maximum and coverage of each step of a history, weighted by time as the detector weighs: a sample covers <c>(t_prev, t]</c> when the
/// sample before it, valid or not, is at most <c>hold</c> away, else <c>(t − interval, t]</c>; an interval that crosses a border is split; what no valid
/// sample covers is a gap and has no value.
/// </summary>
/// <remarks>For curves and tables. Sums are whole numbers, as in the detector. No site factor is applied, and a censored sample counts as it is.</remarks>
public static class HistorySteps
{
    /// <summary>Folds samples into steps.</summary>
    /// <param name="samples">
    /// Of one point and quantity, by time, no time twice: the last one at or before the start of what counts, if any, then those in
    /// <see cref="HistoryStepping.SampleTimes"/>.
    /// </param>
    /// <param name="quantity">Theirs; levels are averaged as energy.</param>
    /// <param name="stepping">The steps.</param>
    /// <returns>Every step, by time, those without data too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is not above 0, or there are more than <see cref="HistoryStepping.CountMaximum"/> steps.</exception>
    public static IReadOnlyList<HistoryStep> Compute(IEnumerable<Sample> samples, Quantity quantity, HistoryStepping stepping)
    {
        var sums = CreateSums(stepping);
        Add(samples, quantity, stepping, sums);
        return ToSteps(sums, quantity, stepping);
    }

    /// <summary>Mean (equivalent level), minimum, maximum and coverage of each step of a history, as <see cref="Compute"/> gives them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A length is not above 0, or there are more than <see cref="HistoryStepping.CountMaximum"/> steps.</exception>
    public static IReadOnlyList<HistoryStep> ReadSteps(this IHistoryReader history, int point, Quantity quantity, HistoryStepping stepping) =>
        ToSteps(history.ReadSums(point, quantity, stepping), quantity, stepping);

    /// <summary>Empty sums, one a step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A length is not above 0, or there are more than <see cref="HistoryStepping.CountMaximum"/> steps.</exception>
    public static HistorySum[] CreateSums(HistoryStepping stepping)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepping.StepMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepping.IntervalMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegative(stepping.HoldMilliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stepping.Count, HistoryStepping.CountMaximum);
        return new HistorySum[(int)stepping.Count];
    }

    /// <summary>Adds what samples cover of the time that counts to the sums of the steps.</summary>
    /// <param name="samples">As <see cref="Compute"/> takes them.</param>
    /// <param name="quantity">Theirs.</param>
    /// <param name="stepping">The steps.</param>
    /// <param name="sums">Of <see cref="CreateSums"/>. [step]</param>
    public static void Add(IEnumerable<Sample> samples, Quantity quantity, HistoryStepping stepping, Span<HistorySum> sums)
    {
        if (sums.IsEmpty)
        {
            return;
        }

        var (covered, counted) = (stepping.Covered, stepping.Counted);
        Instant? previous = null;
        foreach (var sample in samples)
        {
            if (sample.Flag.IsValid())
            {
                var covers = Covers(sample.Time, previous, stepping);
                Add(in sample, Instant.Max(covers.Start, counted.Start), Instant.Min(covers.End, counted.End), quantity, covered.Start, stepping.StepMilliseconds, sums);
            }

            previous = sample.Time;
        }
    }

    private static IReadOnlyList<HistoryStep> ToSteps(IReadOnlyList<HistorySum> sums, Quantity quantity, HistoryStepping stepping) =>
        [.. sums.Select((sum, i) => sum.ToStep(stepping.FirstEnd.Plus(i * stepping.StepMilliseconds), quantity, stepping.StepMilliseconds))];

    private static Interval Covers(Instant time, Instant? previous, HistoryStepping stepping) =>
        previous is { } before && time - before <= stepping.HoldMilliseconds
            ? new Interval(before, time)
            : new Interval(time.Plus(-stepping.IntervalMilliseconds), time);

    private static void Add(in Sample sample, Instant start, Instant end, Quantity quantity, Instant first, long length, Span<HistorySum> sums)
    {
        while (start < end)
        {
            var step = (start - first) / length;
            var border = first.Plus((step + 1) * length);
            var until = border < end ? border : end;
            sums[(int)step] += HistorySum.Of(quantity, sample.Value, until - start);
            start = until;
        }
    }
}
