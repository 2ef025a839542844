using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>The only maker of samples: every wire format's values come through here, and nothing impossible leaves.</summary>
internal static class SampleMaker
{
    private static readonly long TimeMinimum = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long TimeMaximum = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Whether this is a time that a calendar can show (years 1 to 9999). A number beyond is no time, so <c>malformed</c>.</summary>
    public static bool IsTime(long milliseconds) => milliseconds >= TimeMinimum && milliseconds <= TimeMaximum;

    /// <summary>The time that a clock shows which is known to be ahead by <paramref name="offsetMilliseconds"/>, within what <see cref="IsTime"/> takes.</summary>
    public static Instant Correct(Instant shown, long offsetMilliseconds) =>
        offsetMilliseconds == 0 ? shown : new Instant(Math.Clamp(shown.Milliseconds - offsetMilliseconds, TimeMinimum, TimeMaximum));

    /// <summary>
    /// Reads and rounds a number. What is possible is judged after rounding: −0.0000001 mg/m³ reads as 0 and is taken.
    /// </summary>
    /// <param name="quantity">What was measured.</param>
    /// <param name="text">The number as it was sent, UTF-8, in the quantity's unit.</param>
    /// <param name="scaled">10^-decimals of the unit.</param>
    /// <returns><see cref="RejectReason.None"/>, <see cref="RejectReason.NotANumber"/> or <see cref="RejectReason.OutOfRange"/>.</returns>
    public static RejectReason Scale(Quantity quantity, ReadOnlySpan<byte> text, out long scaled)
    {
        var traits = Quantities.Of(quantity);
        if (!FixedPoint.TryParse(text, traits.Decimals, out scaled))
        {
            return RejectReason.NotANumber;
        }

        return IsPossible(traits, scaled) ? RejectReason.None : RejectReason.OutOfRange;
    }

    /// <summary>Whether a value, after it was rounded, can be.</summary>
    public static bool IsPossible(QuantityTraits traits, long scaled) => scaled >= traits.Minimum && scaled <= traits.Maximum;

    /// <summary>Whether a sample of this time may be judged when it arrives at <paramref name="arrival"/>.</summary>
    public static RejectReason JudgeTime(Instant time, Instant arrival, long lateHorizonMilliseconds)
    {
        if (time > arrival.Plus(IntakeOptions.FutureMillisecondsMaximum))
        {
            return RejectReason.Future;
        }

        return time < arrival.Plus(-lateHorizonMilliseconds) ? RejectReason.Past : RejectReason.None;
    }

    /// <summary>Makes the sample. A valid value above the registered range is over range, whatever the device says; an invalid one stays invalid.</summary>
    public static Sample Make(PointIntake point, Quantity quantity, long scaled, Instant time, SampleFlag flag) =>
        Make(point.Number, quantity, scaled, time, flag, point.RangeTops[(int)quantity]);

    /// <summary>The same where the top of the range, in the value's unit, is at hand.</summary>
    public static Sample Make(int point, Quantity quantity, long scaled, Instant time, SampleFlag flag, long rangeTop)
    {
        var isOverRange = flag == SampleFlag.Valid && scaled > rangeTop;
        return new Sample(time, scaled, point, quantity, isOverRange ? SampleFlag.OverRange : flag);
    }
}
