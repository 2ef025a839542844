using System.Numerics;
using System.Runtime.CompilerServices;

namespace DustWatch.Measurements;

/// <summary>
/// Eight characters of text, taken as one 64-bit word with the first character in its lowest byte, and read as a decimal number all at once: no loop, and no
/// branch that depends on how many digits there are. What devices send mostly fits.
/// </summary>
public static class DecimalWord
{
    /// <summary>Characters in a word.</summary>
    public const int Characters = 8;

    private const ulong Zeros = 0x3030303030303030; // "00000000"
    private const ulong LeadingZeroMask = 0xF0FF; // of the first two characters
    private const ulong LeadingZero = 0x3030; // 0, and a digit or one of :;<=>? behind it, which no number has
    private const int WholeBytes = ~7; // of a number of bits
    private const ulong HighBits = 0x8080808080808080;

    /// <summary>
    /// Reads the number at the word's beginning.
    /// <c>number = ( "0" / NONZERO *DIGIT ) [ "." 1*DIGIT ]</c>, and after it, in the same word, something else.
    /// </summary>
    /// <param name="word">Text; zero bytes stand behind its end.</param>
    /// <param name="digits">The digits without their point, as a whole number: at most seven.</param>
    /// <param name="places">How many of them stand behind the point.</param>
    /// <param name="after">The character after the number.</param>
    /// <returns>Characters that the number takes, 1 to 7; 0 when there is no such number. When it does not end in this word, <paramref name="after"/> is its first digit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ulong word, out uint digits, out int places, out byte after)
    {
        unchecked
        {
            // Shifts go by the lowest six bits of a number of bits: a number that fills the word has 64, and so its first digit after it.
            var values = word ^ Zeros; // a digit's byte is now its value
            var others = NoDigits(values);
            var end = BitOperations.TrailingZeroCount(others) & WholeBytes;
            var point = end;
            places = 0;
            if ((byte)(word >> end) == '.')
            {
                end = BitOperations.TrailingZeroCount(others & (others - 1)) & WholeBytes;
                places = ((end - point) >> 3) - 1;
                var before = (1UL << point) - 1;
                values = (values & before) | ((values >> 8) & ~before); // the digits behind the point close up with those before it
            }

            after = (byte)(word >> end);
            digits = ToNumber(values << (64 - point - (places << 3)));
            var isNumber = point != 0 && (end == point || places != 0) && (word & LeadingZeroMask) != LeadingZero;
            return isNumber ? end >> 3 : 0;
        }
    }

    /// <summary>
    /// Reads digits only, and as many as stand at the word's beginning, which may be none.
    /// </summary>
    /// <param name="word">Text; zero bytes stand behind its end.</param>
    /// <param name="digits">The digits as a whole number; 0 when there are none.</param>
    /// <returns>How many digits, 0 to 8.</returns>
    public static int ReadDigits(ulong word, out uint digits)
    {
        unchecked
        {
            var values = word ^ Zeros;
            var count = BitOperations.TrailingZeroCount(NoDigits(values)) >> 3;
            digits = count == 0 ? 0 : ToNumber(values << ((Characters - count) << 3));
            return count;
        }
    }

    /// <summary>
    /// The high bit of each byte that is above 9. A byte that no ASCII character has may carry into those behind it, whose bits then mean nothing: a number ends
    /// before it in any case.
    /// </summary>
    private static ulong NoDigits(ulong values) => unchecked((values + 0x7676767676767676) | values) & HighBits;

    /// <summary>Eight digit values, the first in the lowest byte, to a number: neighbours join to pairs, pairs to fours, and those to eight, in three multiplications.</summary>
    private static uint ToNumber(ulong values)
    {
        unchecked
        {
            const ulong everyFourth = 0x000000FF000000FF;
            const ulong upperPairs = 100 + (1_000_000UL << 32);
            const ulong lowerPairs = 1 + (10_000UL << 32);
            values = (values * 10) + (values >> 8);
            return (uint)((((values & everyFourth) * upperPairs) + (((values >> 16) & everyFourth) * lowerPairs)) >> 32);
        }
    }
}
