using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>What valid samples cover of a stretch of time, in whole numbers: minutes add up to a day without an error, in any order. 48 bytes.</summary>
/// <param name="Weighted">Σ value · ms in 10^-decimals of the unit; of levels Σ energy · ms (<see cref="SoundEnergy"/>).</param>
/// <param name="CoveredMilliseconds">Σ ms; 0 where nothing is covered, and nothing else says anything then.</param>
/// <param name="Minimum">Lowest value, in 10^-decimals of the unit.</param>
/// <param name="Maximum">Highest value, likewise.</param>
public readonly record struct HistorySum(Int128 Weighted, long CoveredMilliseconds, long Minimum, long Maximum)
{
    /// <summary>What one value covers.</summary>
    /// <param name="quantity">Its quantity.</param>
    /// <param name="value">10^-decimals of the unit.</param>
    /// <param name="milliseconds">Above 0.</param>
    public static HistorySum Of(Quantity quantity, long value, long milliseconds) =>
        new((Quantities.IsDecibel(quantity) ? SoundEnergy.Of(value) : value) * milliseconds, milliseconds, value, value);

    /// <summary>Both together; they do not overlap in time.</summary>
    public static HistorySum operator +(in HistorySum a, in HistorySum b) => (a.CoveredMilliseconds, b.CoveredMilliseconds) switch
    {
        (0, _) => b,
        (_, 0) => a,
        _ => new(a.Weighted + b.Weighted, a.CoveredMilliseconds + b.CoveredMilliseconds, Math.Min(a.Minimum, b.Minimum), Math.Max(a.Maximum, b.Maximum)),
    };

    /// <summary>Both together.</summary>
    public static HistorySum Add(HistorySum a, HistorySum b) => a + b;

    /// <summary>Adds each of <paramref name="sums"/> to the one of the same place.</summary>
    public static void AddTo(Span<HistorySum> sums, ReadOnlySpan<HistorySum> more)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += more[i];
        }
    }

    /// <summary>As a person reads it.</summary>
    /// <param name="end">The stretch's end.</param>
    /// <param name="quantity">Of what.</param>
    /// <param name="milliseconds">Its length, above 0.</param>
    public HistoryStep ToStep(Instant end, Quantity quantity, long milliseconds)
    {
        if (CoveredMilliseconds == 0)
        {
            return new HistoryStep(end, null, null, null, 0);
        }

        var traits = Quantities.Of(quantity);
        return new HistoryStep(
            end,
            Quantities.IsDecibel(quantity) ? SoundEnergy.LevelOf(Weighted, CoveredMilliseconds) : FixedPoint.Quotient(Weighted, (Int128)CoveredMilliseconds * FixedPoint.One),
            traits.ToUnit(Minimum),
            traits.ToUnit(Maximum),
            (double)CoveredMilliseconds / milliseconds);
    }
}
