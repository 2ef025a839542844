using System.Numerics;
using System.Runtime.CompilerServices;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// Reads digits eight at a time, as they lie in a little-endian word. What is not of the usual form is refused, never misread: whoever calls then reads it the
/// general way. Up to eight bytes behind a text are read, and change nothing.
/// </summary>
internal static class CsvDigits
{
    /// <summary>Digits of a time in ms from September 2001 to November 2286.</summary>
    public const int TimeLength = 13;

    private const int WordBytes = sizeof(ulong);
    private const int ByteBits = 8;
    private const int WordBits = WordBytes * ByteBits;
    private const ulong Ones = 0x0101010101010101;
    private const ulong Zeros = Ones * '0';
    private const ulong Points = Ones * '.';
    private const int TimeLeadLength = TimeLength - WordBytes;
    private const ulong TimeLeadMask = (1UL << (TimeLeadLength * ByteBits)) - 1;
    private const long TimeLeadUnit = 100_000_000;

    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]; // [exponent]

    /// <summary>Reads a time of <see cref="TimeLength"/> digits. Its first five seldom change from line to line.</summary>
    /// <param name="text">Its first digit.</param>
    /// <param name="lead">The five of the last line, as they lie in memory; changed when they are others.</param>
    /// <param name="leadMilliseconds">What those stand for.</param>
    /// <param name="milliseconds">Since 1970.</param>
    public static bool TryReadTime(ref byte text, ref ulong lead, ref long leadMilliseconds, out long milliseconds)
    {
        var first = Load(ref text) & TimeLeadMask;
        if (first != lead)
        {
            var aligned = (first << (WordBits - (TimeLeadLength * ByteBits))) | (Zeros >> (TimeLeadLength * ByteBits));
            if (!AreDigits(aligned))
            {
                milliseconds = 0;
                return false;
            }

            (lead, leadMilliseconds) = (first, ValueOf(aligned) * TimeLeadUnit);
        }

        var rest = Load(ref Unsafe.Add(ref text, TimeLeadLength));
        milliseconds = leadMilliseconds + ValueOf(rest);
        return AreDigits(rest);
    }

    /// <summary>Reads <c>( "0" / DIGIT1-9 *DIGIT ) [ "." 1*DIGIT ]</c> of up to eight bytes with no more places than are kept.</summary>
    /// <param name="text">Its first byte.</param>
    /// <param name="length">Bytes of it; any number.</param>
    /// <param name="decimals">Places that are kept, 0 to 9.</param>
    /// <param name="scaled">10^-<paramref name="decimals"/> of the unit.</param>
    public static bool TryReadNumber(ref byte text, int length, int decimals, out long scaled)
    {
        scaled = 0;
        if (length is < 1 or > WordBytes)
        {
            return false;
        }

        var word = Load(ref text);
        var point = PlaceOfPoint(word);
        var places = 0;
        if (point < length)
        {
            places = length - 1 - point;
            if (point == 0 || places == 0 || places > decimals)
            {
                return false;
            }

            // The digits before the point move up by a byte, onto it.
            var before = (1UL << (point * ByteBits)) - 1;
            word = ((word & before) << ByteBits) | (word & ~((before << ByteBits) | byte.MaxValue));
            word = (word << (WordBits - (length * ByteBits))) | (Zeros & ((1UL << (WordBits - ((length - 1) * ByteBits))) - 1));
        }
        else
        {
            point = length;
            word = (word << (WordBits - (length * ByteBits))) | (Zeros & ((1UL << (WordBits - (length * ByteBits))) - 1));
        }

        scaled = ValueOf(word) * Powers[decimals - places];
        return AreDigits(word) && (point == 1 || text != '0');
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ref byte text)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref text);
        return BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
    }

    /// <summary>The bits below the lowest one; all when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BitsBelow(uint bits) => unchecked((bits - 1) & ~bits);

    /// <summary>Number of the first byte that is a point; 8 when none is.</summary>
    private static int PlaceOfPoint(ulong word)
    {
        var others = word ^ Points;
        return BitOperations.TrailingZeroCount(unchecked(others - Ones) & ~others & (Ones << (ByteBits - 1))) / ByteBits;
    }

    private static bool AreDigits(ulong word) => unchecked((word & (Ones * 0xF0)) | (((word + (Ones * 6)) & (Ones * 0xF0)) >> 4)) == Ones * 0x33;

    /// <summary>Value of eight digits, the first in the lowest byte: pairs, then fours, then all.</summary>
    private static long ValueOf(ulong word)
    {
        unchecked
        {
            word -= Zeros;
            word = (word * 10) + (word >> ByteBits);
            return (long)((((word & 0x000000FF000000FF) * 0x000F424000000064) + (((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32);
        }
    }
}
