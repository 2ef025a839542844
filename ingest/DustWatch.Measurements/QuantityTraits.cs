namespace DustWatch.Measurements;

/// <summary>What is fixed about a quantity.</summary>
/// <param name="Quantity">Which one.</param>
/// <param name="Name">Its name on every wire.</param>
/// <param name="Unit">Its unit as transitions and the API spell it.</param>
/// <param name="Decimals">Decimal places that are kept: 6, or 2 for a level.</param>
/// <param name="Minimum">Smallest possible value, in 10^-<paramref name="Decimals"/> of the unit; below it lies what cannot be.</param>
/// <param name="Maximum">Largest possible value, in 10^-<paramref name="Decimals"/> of the unit.</param>
public sealed record QuantityTraits(Quantity Quantity, string Name, string Unit, int Decimals, long Minimum, long Maximum)
{
    /// <summary>The double nearest to <paramref name="scaled"/> · 10^-<see cref="Decimals"/>, for people and files.</summary>
    public double ToUnit(long scaled) => Decimals == Decibel.Decimals ? scaled / 100.0 : scaled / 1_000_000.0;
}
