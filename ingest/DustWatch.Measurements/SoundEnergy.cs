namespace DustWatch.Measurements;

/// <summary>The energy of a sound level as a whole number, so that sums of levels are exact in any order.</summary>
public static class SoundEnergy
{
    /// <summary>Energy of 0 dB.</summary>
    public const long Scale = 1_000;

    private const long Denominator = 1_000; // hundredths of a dB in 10 dB

    private static readonly Int128[] Table = ExactPower.Table(10, Scale, first: 0, Denominator, Decibel.Maximum.Hundredths + 1); // [0.01 dB]

    /// <summary>round(1000 · 10^(L/10)), exactly.</summary>
    /// <param name="hundredths">L in 0.01 dB, at most 300 dB.</param>
    public static Int128 Of(long hundredths) =>
        (ulong)hundredths < (ulong)Table.Length ? Table[hundredths] : ExactPower.Table(10, Scale, hundredths, Denominator, 1)[0];

    /// <summary>The level in dB whose energy is <paramref name="energy"/> / <paramref name="parts"/>; negative infinity when there is none.</summary>
    /// <param name="energy">A sum of energies, each times a length; not negative.</param>
    /// <param name="parts">The sum of the lengths, above 0.</param>
    public static double LevelOf(Int128 energy, Int128 parts) =>
        energy == 0 ? double.NegativeInfinity : 10 * Math.Log10(FixedPoint.Quotient(energy, parts * Scale));
}
