using System.Diagnostics;
using System.Numerics;

namespace DustWatch.Measurements;

/// <summary>Powers with a rational exponent, rounded to whole numbers correctly: by fixed point with 320 binary places, never by way of a double.</summary>
public static class ExactPower
{
    private const int Places = 320;

    /// <summary>All errors together stay below 2^-220 of the result; a power this near to a half could not be rounded with certainty.</summary>
    private const int SafePlaces = 200;

    private static readonly BigInteger One = BigInteger.One << Places;
    private static readonly BigInteger Ln2 = 2 * InverseHyperbolicTangentOf(3);
    private static readonly BigInteger Ln10 = (3 * Ln2) + (2 * InverseHyperbolicTangentOf(9)); // ln 10 = 3 ln 2 + ln 5/4

    /// <summary>round(scale · base^(numerator/denominator)), half to even, for each of <paramref name="count"/> numerators from <paramref name="first"/> on.</summary>
    /// <param name="radix">2 or 10.</param>
    /// <param name="scale">Above 0.</param>
    /// <param name="first">The first numerator; may be negative.</param>
    /// <param name="denominator">Above 0.</param>
    /// <param name="count">How many.</param>
    public static Int128[] Table(int radix, long scale, long first, long denominator, int count)
    {
        var fractions = new BigInteger[denominator]; // [numerator mod denominator], radix^(i/denominator) in fixed point; 0 until it is asked for
        var table = new Int128[count];
        for (var i = 0; i < count; i++)
        {
            var numerator = first + i;
            var whole = (int)Math.DivRem(numerator, denominator, out var part);
            if (part < 0)
            {
                (whole, part) = (whole - 1, part + denominator);
            }

            if (fractions[part].IsZero)
            {
                fractions[part] = Exponential((radix == 2 ? Ln2 : Ln10) * part / denominator);
            }

            table[i] = (Int128)Round(fractions[part] * scale, radix, whole, isExact: part == 0);
        }

        return table;
    }

    private static BigInteger Round(BigInteger value, int radix, int whole, bool isExact)
    {
        var power = BigInteger.Pow(radix, Math.Abs(whole));
        var divisor = whole < 0 ? One * power : One;
        var quotient = BigInteger.DivRem(whole < 0 ? value : value * power, divisor, out var rest);
        var twice = 2 * rest;
        if (!isExact && BigInteger.Abs(twice - divisor) < divisor >> SafePlaces)
        {
            throw new UnreachableException("A power lies too near to a half to be rounded.");
        }

        var isUp = twice > divisor || (twice == divisor && !quotient.IsEven);
        return isUp ? quotient + 1 : quotient;
    }

    /// <summary>e^x by its series, x below 3.</summary>
    private static BigInteger Exponential(BigInteger x)
    {
        var sum = One;
        var term = One;
        for (var n = 1; !term.IsZero; n++)
        {
            term = ((term * x) >> Places) / n;
            sum += term;
        }

        return sum;
    }

    /// <summary>artanh(1/n) = Σ 1/((2k+1)·n^(2k+1)).</summary>
    private static BigInteger InverseHyperbolicTangentOf(int n)
    {
        var sum = BigInteger.Zero;
        var power = (BigInteger.One << Places) / n;
        for (var k = 1; !power.IsZero; k += 2)
        {
            sum += power / k;
            power /= n * n;
        }

        return sum;
    }
}
