namespace DustWatch.Measurements;

/// <summary>A sound level in whole hundredths of a decibel. It has no sum and no mean: levels combine as energy (<see cref="SoundEnergy"/>).</summary>
/// <param name="Hundredths">0.01 dB.</param>
public readonly record struct Decibel(int Hundredths) : IComparable<Decibel>
{
    /// <summary>Decimal places that are kept of a level.</summary>
    public const int Decimals = 2;

    /// <summary>The highest level that is taken, 200 dB.</summary>
    public static readonly Decibel Maximum = new(20_000);

    /// <summary>The level in dB.</summary>
    public double Level => Hundredths / 100.0;

    /// <inheritdoc/>
    public int CompareTo(Decibel other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>Whether <paramref name="a"/> is lower.</summary>
    public static bool operator <(Decibel a, Decibel b) => a.Hundredths < b.Hundredths;

    /// <summary>Whether <paramref name="a"/> is higher.</summary>
    public static bool operator >(Decibel a, Decibel b) => a.Hundredths > b.Hundredths;

    /// <summary>Whether <paramref name="a"/> is lower or the same.</summary>
    public static bool operator <=(Decibel a, Decibel b) => a.Hundredths <= b.Hundredths;

    /// <summary>Whether <paramref name="a"/> is higher or the same.</summary>
    public static bool operator >=(Decibel a, Decibel b) => a.Hundredths >= b.Hundredths;
}
