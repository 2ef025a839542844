using System.Numerics;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// Sorts by event time and keeps the order of what is of the same time. A natural merge sort: what stands in order already is a run, and two runs that follow
/// each other are merged until one is left, so that files given in the wrong order cost one pass each time their number is halved. Where that would be more
/// passes than the times have bytes, they are sorted byte by byte instead, from the lowest on.
/// </summary>
internal static class EventTimeSort
{
    private const int ByteBits = 8;
    private const int ByteValues = 1 << ByteBits;

    /// <summary>Sorts <paramref name="samples"/>, which are then no longer the caller's.</summary>
    /// <returns>The sorted samples: the same array or another.</returns>
    public static Sample[] Sort(Sample[] samples)
    {
        var starts = StartsOf(samples);
        var (first, bits) = SpanOf(samples);
        if (BitOperations.Log2((uint)starts.Count) * ByteBits > bits)
        {
            return SortByBytes(samples, first, bits);
        }

        var other = starts.Count > 1 ? new Sample[samples.Length] : [];
        while (starts.Count > 1)
        {
            var merged = new List<int>((starts.Count + 1) / 2);
            for (var run = 0; run < starts.Count; run += 2)
            {
                int EndOf(int number) => number + 1 < starts.Count ? starts[number + 1] : samples.Length;
                var (from, middle) = (starts[run], EndOf(run));
                var until = run + 1 < starts.Count ? EndOf(run + 1) : middle;
                Merge(samples.AsSpan(from, middle - from), samples.AsSpan(middle, until - middle), other.AsSpan(from));
                merged.Add(from);
            }

            (samples, other, starts) = (other, samples, merged);
        }

        return samples;
    }

    /// <summary>The smallest time, and how many bits the others are behind it.</summary>
    private static (Instant First, int Bits) SpanOf(Sample[] samples)
    {
        var (first, last) = (new Instant(long.MaxValue), Instant.Never);
        foreach (ref readonly var sample in samples.AsSpan())
        {
            (first, last) = (Instant.Min(first, sample.Time), Instant.Max(last, sample.Time));
        }

        return (first, samples.Length == 0 ? 0 : BitOperations.Log2((ulong)(last - first)) + 1);
    }

    private static Sample[] SortByBytes(Sample[] samples, Instant first, int bits)
    {
        var other = new Sample[samples.Length];
        Span<int> places = stackalloc int[ByteValues]; // [value of the byte], where the next goes
        for (var shift = 0; shift < bits; shift += ByteBits)
        {
            places.Clear();
            foreach (ref readonly var sample in samples.AsSpan())
            {
                places[ByteOf(sample, first, shift)]++;
            }

            var place = 0;
            foreach (ref var next in places)
            {
                (next, place) = (place, place + next);
            }

            foreach (ref readonly var sample in samples.AsSpan())
            {
                other[places[ByteOf(sample, first, shift)]++] = sample;
            }

            (samples, other) = (other, samples);
        }

        return samples;
    }

    private static int ByteOf(in Sample sample, Instant first, int shift) => (int)(((sample.Time - first) >> shift) & (ByteValues - 1));

    private static List<int> StartsOf(Sample[] samples)
    {
        var starts = new List<int> { 0 };
        for (var i = 1; i < samples.Length; i++)
        {
            if (samples[i].Time < samples[i - 1].Time)
            {
                starts.Add(i);
            }
        }

        return starts;
    }

    private static void Merge(ReadOnlySpan<Sample> first, ReadOnlySpan<Sample> second, Span<Sample> merged)
    {
        var (i, j) = (0, 0);
        while (i < first.Length && j < second.Length)
        {
            merged[i + j] = second[j].Time < first[i].Time ? second[j++] : first[i++];
        }

        first[i..].CopyTo(merged[(i + j)..]);
        second[j..].CopyTo(merged[(first.Length + j)..]);
    }
}
