using System.Runtime.InteropServices;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Samples of one point and quantity in ten minutes, <c>(start, start + 10 min]</c>, as bytes: at regular times and with few decimals some two a sample.
/// <code>
/// chunk = scale count *(time value) *run
/// scale = uint8            ; the values are whole multiples of 10^scale
/// count = varint
/// time  = zigzag           ; ms: the distance from the sample before (the first from start), less the distance before that (the first: 0)
/// value = zigzag           ; in multiples of 10^scale, less the value before (the first: 0)
/// run   = varint flag      ; so many samples in turn have this flag
/// flag  = uint8
/// zigzag = varint          ; 0, −1, 1, −2, … as 0, 1, 2, 3, …
/// varint = 1*10OCTET       ; seven bits each, lowest first, the eighth set but for the last
/// </code>
/// </summary>
internal static class HistoryChunk
{
    public const long Milliseconds = 600_000;
    public const int ScaleMaximum = 6;

    /// <summary>Start of the chunk that a time lies in.</summary>
    public static long StartOf(Instant time)
    {
        var before = time.Milliseconds - 1;
        return (before - (((before % Milliseconds) + Milliseconds) % Milliseconds));
    }

    /// <summary>Packs samples of one chunk, by time, no time twice, at least one.</summary>
    public static byte[] Pack(long start, List<Sample> samples)
    {
        var chunk = new HistoryChunkBuilder(start);
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(samples))
        {
            chunk.Add(sample);
        }

        return chunk.Pack();
    }

    /// <summary>Appends a chunk's samples to a list.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged: they end too soon, or hold no samples, or some that are not of the chunk's time or not in order.</exception>
    public static void Unpack(ReadOnlySpan<byte> bytes, long start, int point, Quantity quantity, List<Sample> samples)
    {
        try
        {
            var unit = Power(bytes[0]);
            var at = 1;
            var count = (int)Varint.Take(bytes, ref at);
            var first = samples.Count;
            var (time, distance, value) = (start, 0L, 0L);
            var isWhole = count > 0;
            for (var i = 0; i < count; i++)
            {
                distance = unchecked(distance + Varint.TakeSigned(bytes, ref at));
                time = unchecked(time + distance);
                isWhole &= distance is > 0 and <= Milliseconds && time - start <= Milliseconds;
                value = unchecked(value + Varint.TakeSigned(bytes, ref at));
                samples.Add(new Sample(new Instant(time), unchecked(value * unit), point, quantity, SampleFlag.Valid));
            }

            for (var i = first; i < samples.Count;)
            {
                var end = Math.Min(samples.Count, i + (int)Varint.Take(bytes, ref at));
                var flag = (SampleFlag)bytes[at++];
                for (; flag != SampleFlag.Valid && i < end; i++)
                {
                    samples[i] = samples[i] with { Flag = flag };
                }

                i = end;
            }

            if (!isWhole)
            {
                throw new InvalidDataException(DamageOf(start, point));
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException(DamageOf(start, point), e);
        }
    }

    /// <summary>The unit of a scale.</summary>
    public static long Power(int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, ScaleMaximum);
        var power = 1L;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }

    private static string DamageOf(long start, int point) => $"The chunk of point {point} at {HistoryExamination.TimeOf(start)} is damaged.";
}
