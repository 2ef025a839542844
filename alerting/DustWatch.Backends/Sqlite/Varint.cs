namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Whole numbers in as few bytes as they need.
/// <code>
/// varint = 1*OCTET    ; seven bits each, lowest first, the eighth set but for the last
/// zigzag = varint     ; 0, −1, 1, −2, … as 0, 1, 2, 3, …
/// </code>
/// </summary>
internal static class Varint
{
    private const byte More = 0x80;

    public static void PutSigned(byte[] bytes, ref int end, long value) => Put(bytes, ref end, unchecked((ulong)((value << 1) ^ (value >> 63))));

    public static void Put(byte[] bytes, ref int end, ulong value)
    {
        for (; value >= More; value >>= 7)
        {
            bytes[end++] = (byte)((value & 0x7F) | More);
        }

        bytes[end++] = (byte)value;
    }

    public static void Put(byte[] bytes, ref int end, UInt128 value)
    {
        for (; value > ulong.MaxValue; value >>= 7)
        {
            bytes[end++] = (byte)((ulong)(value & 0x7F) | More);
        }

        Put(bytes, ref end, (ulong)value);
    }

    /// <exception cref="IndexOutOfRangeException">The bytes end before the number does.</exception>
    public static long TakeSigned(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = Take(bytes, ref at);
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <exception cref="IndexOutOfRangeException">The bytes end before the number does.</exception>
    public static ulong Take(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < More)
            {
                return value;
            }
        }
    }

    /// <exception cref="IndexOutOfRangeException">The bytes end before the number does.</exception>
    public static UInt128 TakeWide(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = UInt128.Zero;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (UInt128)(ulong)(next & 0x7F) << shift;
            if (next < More)
            {
                return value;
            }
        }
    }
}
