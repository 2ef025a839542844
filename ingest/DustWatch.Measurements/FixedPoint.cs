using System.Numerics;

namespace DustWatch.Measurements;

/// <summary>Decimal text to whole 10⁻ⁿ units and back, exactly: half to even as the text reads, never by way of a double.</summary>
public static class FixedPoint
{
    /// <summary>Decimal places of a value that is not a level.</summary>
    public const int Decimals = 6;

    /// <summary>One unit.</summary>
    public const long One = 1_000_000;

    private const int ExponentMaximum = 400;
    private const int ShortLengthMaximum = 9;

    private static readonly long[] Powers = [.. Enumerable.Range(0, 10).Select(exponent => (long)PowerOfTen(exponent))]; // [exponent]

    /// <summary>
    /// Reads a JSON number and rounds it half to even to <paramref name="decimals"/> places.
    /// <c>number = [ "-" ] 1*DIGIT [ "." 1*DIGIT ] [ ("e" / "E") [ "+" / "-" ] 1*DIGIT ]</c>
    /// </summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="decimals">0 to 9.</param>
    /// <param name="scaled">10^-<paramref name="decimals"/> of the unit; clamped to ±<see cref="long.MaxValue"/> when the number is larger than that.</param>
    /// <returns><see langword="false"/> when the text is no number.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, int decimals, out long scaled)
    {
        if (TryParseShort(text, decimals, out scaled))
        {
            return true;
        }

        scaled = 0;
        var at = 0;
        var isNegative = at < text.Length && text[at] == '-';
        at += isNegative ? 1 : 0;

        var digits = new DecimalDigits();
        if (!ReadDigits(text, ref at, ref digits, isFraction: false))
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (!ReadDigits(text, ref at, ref digits, isFraction: true))
            {
                return false;
            }
        }

        if (!TryReadExponent(text, ref at, out var exponent) || at != text.Length)
        {
            return false;
        }

        var magnitude = digits.Round(decimals + exponent);
        scaled = isNegative ? -magnitude : magnitude;
        return true;
    }

    /// <summary>Rounds <paramref name="value"/> half to even, as a decimal, to <paramref name="decimals"/> places.</summary>
    public static long From(decimal value, int decimals) =>
        (long)(decimal.Round(value, decimals, MidpointRounding.ToEven) * PowerOfTen(decimals));

    /// <summary>Σ quotient: the double nearest to <paramref name="numerator"/> / <paramref name="denominator"/>, ties to even.</summary>
    /// <param name="numerator">Any value.</param>
    /// <param name="denominator">Above 0.</param>
    public static double Quotient(Int128 numerator, Int128 denominator)
    {
        if (numerator == 0)
        {
            return 0;
        }

        // The quotient is taken with 64 bits and a sticky one below them, more than a double holds, and is rounded once.
        var isNegative = numerator < 0;
        var n = BigInteger.Abs((BigInteger)numerator);
        var d = (BigInteger)denominator;
        var shift = 66 - ((int)n.GetBitLength() - (int)d.GetBitLength());
        var quotient = BigInteger.DivRem(shift >= 0 ? n << shift : n, shift >= 0 ? d : d << -shift, out var remainder);
        if (!remainder.IsZero)
        {
            quotient |= BigInteger.One;
        }

        var magnitude = Math.ScaleB(RoundToDouble(quotient), -shift);
        return isNegative ? -magnitude : magnitude;
    }

    private static double RoundToDouble(BigInteger value)
    {
        var excess = (int)value.GetBitLength() - 53;
        if (excess <= 0)
        {
            return (double)(long)value;
        }

        var kept = value >> excess;
        var rest = value - (kept << excess);
        var half = BigInteger.One << (excess - 1);
        if (rest > half || (rest == half && !kept.IsEven))
        {
            kept += 1;
        }

        return Math.ScaleB((double)(long)kept, excess);
    }

    private static decimal PowerOfTen(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    /// <summary>
    /// What devices mostly send: a few digits, a point, no more places than are kept. <see langword="false"/> says only that this is not such a text.
    /// </summary>
    private static bool TryParseShort(ReadOnlySpan<byte> text, int decimals, out long scaled)
    {
        scaled = 0;
        var value = 0L;
        var places = -1; // behind the point; -1 before it
        if (text.Length is 0 or > ShortLengthMaximum || (text[0] == '0' && text.Length > 1 && text[1] != '.'))
        {
            return false;
        }

        foreach (var character in text)
        {
            if (char.IsAsciiDigit((char)character))
            {
                value = (value * 10) + (character - '0');
                places += places >= 0 ? 1 : 0;
            }
            else if (character == '.' && places < 0)
            {
                places = 0;
            }
            else
            {
                return false;
            }
        }

        if (text[0] == '.' || places == 0 || places > decimals)
        {
            return false;
        }

        scaled = value * Powers[decimals - Math.Max(places, 0)];
        return true;
    }

    private static bool ReadDigits(ReadOnlySpan<byte> text, ref int at, ref DecimalDigits digits, bool isFraction)
    {
        var first = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            digits.Add(text[at] - '0', isFraction);
            at++;
        }

        // JSON allows no leading zero: 0.5 and 0, never 007.
        return at > first && (isFraction || at - first == 1 || text[first] != '0');
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, ref int at, out int exponent)
    {
        exponent = 0;
        if (at >= text.Length || (text[at] | 0x20) != 'e')
        {
            return true;
        }

        at++;
        var isNegative = at < text.Length && text[at] == '-';
        at += at < text.Length && text[at] is (byte)'-' or (byte)'+' ? 1 : 0;
        var first = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            exponent = Math.Min(ExponentMaximum, (exponent * 10) + (text[at] - '0'));
            at++;
        }

        exponent = isNegative ? -exponent : exponent;
        return at > first;
    }
}
