using System.Buffers.Binary;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// What says that a packed row of the history is still the one that was written: CRC-32C over point (int32), quantity (uint8), start and end (int64, ms), body. Rows
/// that a version before format 5 wrote have none.
/// </summary>
internal static class RowChecksum
{
    /// <summary>In place of the checksum of a row that was found damaged, and written again with what was left of it: no checksum is negative.</summary>
    public const long OfDamage = -1;

    private const int KeyLength = sizeof(int) + sizeof(byte) + (2 * sizeof(long));

    /// <summary>Of a row.</summary>
    /// <param name="point">The point's number.</param>
    /// <param name="quantity">The quantity.</param>
    /// <param name="start">Where what it holds begins, ms.</param>
    /// <param name="end">Where that ends, ms.</param>
    /// <param name="body">What it holds, packed.</param>
    public static long Of(int point, Quantity quantity, long start, long end, ReadOnlySpan<byte> body)
    {
        Span<byte> key = stackalloc byte[KeyLength];
        BinaryPrimitives.WriteInt32LittleEndian(key, point);
        key[sizeof(int)] = (byte)quantity;
        BinaryPrimitives.WriteInt64LittleEndian(key[(sizeof(int) + 1)..], start);
        BinaryPrimitives.WriteInt64LittleEndian(key[(sizeof(int) + 1 + sizeof(long))..], end);
        return (uint)~Crc32C.Update(Crc32C.Update(uint.MaxValue, key), body);
    }

    /// <summary>The body of a row that has body and checksum in two columns, one after the other; valid until the next step.</summary>
    /// <param name="row">Stands on the row.</param>
    /// <param name="column">The body's.</param>
    /// <param name="point">The point's number.</param>
    /// <param name="quantity">The quantity.</param>
    /// <param name="start">Where what it holds begins, ms.</param>
    /// <param name="end">Where that ends, ms.</param>
    /// <exception cref="InvalidDataException">The row is not the one that was written.</exception>
    public static ReadOnlySpan<byte> BodyOf(SqliteStatement row, int column, int point, Quantity quantity, long start, long end)
    {
        var body = row.Blob(column);
        return row.LongOrNull(column + 1) is not { } checksum || checksum == Of(point, quantity, start, end, body)
            ? body
            : throw new InvalidDataException($"What was stored of point {point}, quantity {(int)quantity}, from {HistoryExamination.TimeOf(start)} is damaged.");
    }
}
