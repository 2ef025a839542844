using System.Diagnostics;
using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The minutes of one point and quantity in one hour of UTC, in six parts of ten minutes as the chunks are cut; a part that was never summed up is not there.
/// <code>
/// hour    = *part
/// part    = place [interval hold] 10minute
/// place   = uint8             ; bits 0-2: which ten minutes; bit 3: interval and hold are those of the part before
/// interval, hold = varint     ; ms
/// minute  = kind [covered] [minimum] [range more]
/// kind    = uint8             ; 0 nothing is covered; else 1, + 2 it is covered whole, + 4 all of it has one value
/// covered = varint            ; ms
/// minimum = zigzag            ; in 10^-decimals of the unit, less that of the minute before (the first: 0)
/// range   = varint            ; maximum less minimum
/// more    = varint            ; the weighted sum less that of the minimum alone
/// </code>
/// One thread.
/// </summary>
internal sealed class HistoryHour(Quantity quantity)
{
    public const long Milliseconds = Parts * PartMilliseconds;
    public const long PartMilliseconds = HistoryChunk.Milliseconds;
    public const long MinuteMilliseconds = 60_000;
    public const int PartMinutes = 10;
    public const int Parts = 6;

    private const int PartBytesMaximum = 1 + 20 + (PartMinutes * (1 + 10 + 10 + 10 + 19));
    private const long LevelMaximum = 100_000; // 0.01 dB, far above all that is taken
    private const byte Something = 1;
    private const byte Whole = 2;
    private const byte Flat = 4;
    private const byte SameCadence = 8;
    private const byte PlaceMask = 7;

    private readonly HistorySum[] _minutes = new HistorySum[Parts * PartMinutes];
    private readonly SampleCadence?[] _cadences = new SampleCadence?[Parts]; // [part], null where it is not there

    /// <summary>Start of the hour that begins at or before a time.</summary>
    public static long StartOf(long time) => time - (((time % Milliseconds) + Milliseconds) % Milliseconds);

    /// <summary>With what cadence a part was summed up; null when it is not there.</summary>
    public SampleCadence? CadenceOf(int part) => _cadences[part];

    /// <summary>A part's minutes, by time.</summary>
    public ReadOnlySpan<HistorySum> MinutesOf(int part) => _minutes.AsSpan(part * PartMinutes, PartMinutes);

    /// <summary>What the minutes that lie whole in <c>(from, to]</c> cover, when the hour begins at <paramref name="start"/>.</summary>
    public HistorySum Sum(long start, long from, long to)
    {
        var sum = default(HistorySum);
        var first = Math.Max(0, (from - start + MinuteMilliseconds - 1) / MinuteMilliseconds);
        var end = Math.Min(_minutes.Length, (to - start) / MinuteMilliseconds);
        for (var minute = first; minute < end; minute++)
        {
            sum += _minutes[minute];
        }

        return sum;
    }

    /// <summary>Puts a part in place.</summary>
    public void Set(int part, SampleCadence cadence, ReadOnlySpan<HistorySum> minutes)
    {
        _cadences[part] = cadence;
        minutes.CopyTo(_minutes.AsSpan(part * PartMinutes, PartMinutes));
    }

    /// <summary>As bytes.</summary>
    public byte[] Pack()
    {
        var bytes = new byte[Parts * PartBytesMaximum];
        var (end, minimum) = (0, 0L);
        SampleCadence? last = null;
        for (var part = 0; part < Parts; part++)
        {
            if (_cadences[part] is not { } cadence)
            {
                continue;
            }

            bytes[end++] = (byte)(part | (cadence == last ? SameCadence : 0));
            if (cadence != last)
            {
                Varint.Put(bytes, ref end, (ulong)cadence.IntervalMilliseconds);
                Varint.Put(bytes, ref end, (ulong)cadence.HoldMilliseconds);
                last = cadence;
            }

            foreach (ref readonly var minute in MinutesOf(part))
            {
                Put(bytes, ref end, minute, ref minimum);
            }
        }

        return bytes[..end];
    }

    /// <summary>Takes on what bytes hold; what was here before is gone.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public void Unpack(ReadOnlySpan<byte> bytes)
    {
        Array.Clear(_minutes);
        Array.Clear(_cadences);
        try
        {
            var (at, minimum) = (0, 0L);
            var cadence = default(SampleCadence);
            while (at < bytes.Length)
            {
                var place = bytes[at++];
                if ((place & SameCadence) == 0)
                {
                    var interval = (long)Varint.Take(bytes, ref at);
                    cadence = new SampleCadence((long)Varint.Take(bytes, ref at), interval);
                }

                var part = place & PlaceMask;
                _cadences[part] = cadence;
                foreach (ref var minute in _minutes.AsSpan(part * PartMinutes, PartMinutes))
                {
                    minute = Take(bytes, ref at, ref minimum);
                }
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("The minutes of an hour are damaged.", e);
        }
    }

    /// <summary>The same from a row that has body and checksum in two columns, one after the other, of the hour that begins at <paramref name="start"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Unpack(SqliteStatement row, int column, int point, long start) => Unpack(RowChecksum.BodyOf(row, column, point, quantity, start, start + Milliseconds));

    /// <summary>What one value covers, as bytes say that may be damaged.</summary>
    /// <exception cref="InvalidDataException">It is no level that there is; what energy it has would take for ever to work out.</exception>
    public static HistorySum FlatOf(Quantity quantity, long value, long milliseconds) =>
        Quantities.IsDecibel(quantity) && value is (< -LevelMaximum or > LevelMaximum)
            ? throw new InvalidDataException($"A level of {value} hundredths of a decibel is damaged.")
            : HistorySum.Of(quantity, value, milliseconds);

    private void Put(byte[] bytes, ref int end, in HistorySum minute, ref long minimum)
    {
        if (minute.CoveredMilliseconds == 0)
        {
            bytes[end++] = 0;
            return;
        }

        var isWhole = minute.CoveredMilliseconds == MinuteMilliseconds;
        var more = minute.Weighted - HistorySum.Of(quantity, minute.Minimum, minute.CoveredMilliseconds).Weighted;
        Debug.Assert(more >= 0, "no value is below the minimum");
        var isFlat = minute.Minimum == minute.Maximum;
        bytes[end++] = (byte)(Something | (isWhole ? Whole : 0) | (isFlat ? Flat : 0));
        if (!isWhole)
        {
            Varint.Put(bytes, ref end, (ulong)minute.CoveredMilliseconds);
        }

        Varint.PutSigned(bytes, ref end, unchecked(minute.Minimum - minimum));
        minimum = minute.Minimum;
        if (!isFlat)
        {
            Varint.Put(bytes, ref end, unchecked((ulong)(minute.Maximum - minute.Minimum)));
            Varint.Put(bytes, ref end, (UInt128)more);
        }
    }

    private HistorySum Take(ReadOnlySpan<byte> bytes, ref int at, ref long minimum)
    {
        var kind = bytes[at++];
        if (kind == 0)
        {
            return default;
        }

        var covered = (kind & Whole) != 0 ? MinuteMilliseconds : (long)Varint.Take(bytes, ref at);
        minimum = unchecked(minimum + Varint.TakeSigned(bytes, ref at));
        var flat = FlatOf(quantity, minimum, covered);
        if ((kind & Flat) != 0)
        {
            return flat;
        }

        var maximum = unchecked(minimum + (long)Varint.Take(bytes, ref at));
        return flat with { Maximum = maximum, Weighted = flat.Weighted + (Int128)Varint.TakeWide(bytes, ref at) };
    }
}
