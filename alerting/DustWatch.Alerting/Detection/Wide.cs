namespace DustWatch.Alerting.Detection;

/// <summary>Products of 128 bits without the checks that the rest of the program has: the bounds below show that none can overflow.</summary>
/// <remarks>
/// The largest weight is 10²³ (200 dB) or 2⁴⁸·10⁹ (a dose); times 10⁸ ms (the longest window) times 10⁶ ms (15 min, or a length in thousandths)
/// it stays below 3·10³⁷ of 1.7·10³⁸.
/// </remarks>
internal static class Wide
{
    public static Int128 Times(Int128 a, long b)
    {
        unchecked
        {
            return a * b;
        }
    }

    public static Int128 Product(long a, long b)
    {
        unchecked
        {
            var high = Math.BigMul(a, b, out var low);
            return new Int128((ulong)high, (ulong)low);
        }
    }
}
