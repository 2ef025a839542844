using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// Decodes lines in memory, in their order. Usual lines (a series that was seen before, a time of 13 digits, a short number) are decoded where they lie, 32 bytes
/// at a time; all others, and so all bad ones, by <see cref="CsvSamples.Decode"/>, which both must agree with. One thread.
/// </summary>
/// <param name="registry">The points that there are.</param>
public sealed class CsvDecoder(Registry registry)
{
    /// <summary>Bytes behind a text that are looked at, whatever they are.</summary>
    internal const int SlackBytes = 128;

    private readonly CsvSeriesTable _series = new(new RegistryIntake(registry));
    private ulong _lead; // of the last time
    private long _leadMilliseconds;

    /// <summary>Fills <paramref name="samples"/> from the next lines of a piece, and notes in it those that are bad.</summary>
    /// <returns>How many samples it holds; 0 at the end of the piece.</returns>
    public int Read(CsvPiece piece, Span<Sample> samples)
    {
        var series = _series;
        ref var text = ref MemoryMarshal.GetArrayDataReference(piece.Text);
        var (at, end, count, lines) = (piece.At, piece.End, 0, piece.Lines);
        while (at < end && count < samples.Length)
        {
            lines++;
            var length = ReadUsual(series, ref Unsafe.Add(ref text, at), end - at, piece.HasFlag, ref samples[count]);
            if (length > 0)
            {
                at += length;
                count++;
            }
            else
            {
                count += ReadAny(piece, lines, ref at, ref samples[count]) ? 1 : 0;
            }
        }

        (piece.At, piece.Lines) = (at, lines);
        return count;
    }

    /// <summary>Reads a usual line; 0 says only that it is not one.</summary>
    /// <returns>Bytes of it, with its end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadUsual(CsvSeriesTable table, ref byte line, int left, bool hasFlag, ref Sample sample)
    {
        var number = table.Find(ref line, left);
        ref readonly var series = ref table.At(number);
        ref var rest = ref Unsafe.Add(ref line, series.Length);
        var text = Vector256.LoadUnsafe(ref rest);
        var ends = Vector256.Equals(text, Vector256.Create((byte)'\n')).ExtractMostSignificantBits();
        var end = BitOperations.TrailingZeroCount(ends);
        var length = series.Length + end + 1;
        var commas = Vector256.Equals(text, Vector256.Create((byte)',')).ExtractMostSignificantBits() & CsvDigits.BitsBelow(ends);
        if (number == 0 || ends == 0 || length > left || BitOperations.TrailingZeroCount(commas) != CsvDigits.TimeLength)
        {
            return 0;
        }

        end -= Unsafe.Add(ref rest, end - 1) == '\r' ? 1 : 0;
        commas &= commas - 1;
        var valueEnd = end;
        var flag = SampleFlag.Valid;
        if (commas != 0)
        {
            valueEnd = BitOperations.TrailingZeroCount(commas);
            if (!hasFlag || (commas & (commas - 1)) != 0 || !SampleFlags.TryRead(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref rest, valueEnd + 1), end - valueEnd - 1), out flag))
            {
                return 0;
            }
        }

        const int ValueStart = CsvDigits.TimeLength + 1;
        if (!CsvDigits.TryReadTime(ref rest, ref _lead, ref _leadMilliseconds, out var time)
            || !CsvDigits.TryReadNumber(ref Unsafe.Add(ref rest, ValueStart), valueEnd - ValueStart, series.Decimals, out var scaled)
            || scaled < series.Minimum
            || scaled > series.Maximum)
        {
            return 0;
        }

        sample = SampleMaker.Make(series.Point, series.Quantity, scaled, new Instant(time), flag, series.RangeTop);
        return length;
    }

    /// <summary>Reads a line of any kind; <see langword="false"/> when it is bad or empty.</summary>
    private bool ReadAny(CsvPiece piece, long number, ref int at, ref Sample sample)
    {
        ReadOnlySpan<byte> text = piece.Text.AsSpan(at, piece.End - at);
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        at += end < 0 ? text.Length : end + 1;
        var reason = RejectReason.Malformed;
        if (line.Length <= CsvPiece.LineBytesMaximum)
        {
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (line.IsEmpty)
            {
                return false;
            }

            reason = CsvSamples.Decode(line, piece.HasFlag, _series.Points, out sample);
        }

        if (reason != RejectReason.None)
        {
            piece.BadLines.Add(BadLine.Of(piece.File, number, reason, line));
        }

        return reason == RejectReason.None;
    }
}
