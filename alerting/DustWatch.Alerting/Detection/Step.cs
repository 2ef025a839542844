using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>One sample of a series as the rules see it: what it covers and what it counts as.</summary>
internal readonly struct Step
{
    /// <summary>Start of the covered interval (excluded); of an invalid sample the ms before it.</summary>
    public required long From { get; init; }

    /// <summary>The sample's time.</summary>
    public required long To { get; init; }

    /// <summary>What it counts as, scaled as samples are.</summary>
    public required long Value { get; init; }

    public required bool IsValid { get; init; }

    public required SampleMarks Marks { get; init; }

    /// <summary>The uncovered stretch before it is long enough to break runs.</summary>
    public required bool IsBroken { get; init; }

    /// <summary>From here to <see cref="SilentUntil"/> (excluded) the point was at fault by silence; <see cref="long.MaxValue"/> when it was not.</summary>
    public required long SilentFrom { get; init; }

    public required long SilentUntil { get; init; }

    public bool IsCensored => (Marks & SampleMarks.Censored) != 0;

    public bool IsUncorrected => (Marks & SampleMarks.Uncorrected) != 0;

    /// <summary>No sample at all: a question.</summary>
    public static Step None { get; } = Silence(long.MaxValue);

    /// <summary>No sample but a tick, while the point is at fault by silence from <paramref name="from"/> on.</summary>
    public static Step Silence(long from) => new()
    {
        From = long.MaxValue,
        To = long.MaxValue,
        Value = 0,
        IsValid = false,
        Marks = SampleMarks.None,
        IsBroken = false,
        SilentFrom = from,
        SilentUntil = long.MaxValue,
    };

    /// <summary>A sample of a series, which still stands before it.</summary>
    /// <param name="plan">The series.</param>
    /// <param name="front">Where its time stands.</param>
    /// <param name="series">What of it is covered.</param>
    /// <param name="sample">The sample, neither late nor a repeat.</param>
    /// <param name="silentFrom">From here to <paramref name="silentUntil"/> the point was at fault by silence; <see cref="long.MaxValue"/> when it was not.</param>
    /// <param name="silentUntil">When the sample arrived.</param>
    public static Step Of(SeriesPlan plan, in SeriesFront front, in SeriesState series, in Sample sample, long silentFrom, long silentUntil)
    {
        var time = sample.Time.Milliseconds;
        var isValid = sample.Flag.IsValid();
        var from = isValid ? Coverage.StartOf(front.LastTime, time, plan.IntervalMilliseconds, plan.HoldMilliseconds) : time - 1;
        var marks = sample.Flag == SampleFlag.OverRange ? SampleMarks.Censored : SampleMarks.None;
        if (plan.IsOptical && plan.Factor?.HoldsAt(time) != true)
        {
            marks |= SampleMarks.Uncorrected;
        }

        return new Step
        {
            From = from,
            To = time,
            Value = plan.Correct(Coverage.ValueOf(sample.Value, sample.Flag, plan.RangeTop), time),
            IsValid = isValid,
            Marks = marks,
            IsBroken = series.CoveredEnd != SeriesState.Never && from - series.CoveredEnd > plan.StretchMilliseconds,
            SilentFrom = silentFrom,
            SilentUntil = silentUntil,
        };
    }

    public bool IsSilentAt(long instant) => instant >= SilentFrom && instant < SilentUntil;
}
