using System.Runtime.InteropServices;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>All samples of a backtest, by point, in the order in which they were read.</summary>
internal sealed class SamplesByPoint(int points)
{
    private readonly List<Sample>?[] _samples = new List<Sample>?[points]; // [point]

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest time of all.</summary>
    public Instant First { get; private set; } = new(long.MaxValue);

    /// <summary>The largest time of all.</summary>
    public Instant Last { get; private set; } = Instant.Never;

    public void Add(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            (_samples[sample.Point] ??= []).Add(sample);
            First = Instant.Min(First, sample.Time);
            Last = Instant.Max(Last, sample.Time);
        }

        Count += samples.Length;
    }

    /// <summary>A point's samples by time; those of the same time as they were read. Sorts only what is not in order.</summary>
    public ReadOnlySpan<Sample> InOrderOf(int point)
    {
        if (_samples[point] is not { } samples)
        {
            return [];
        }

        for (var i = 1; i < samples.Count; i++)
        {
            if (samples[i].Time < samples[i - 1].Time)
            {
                _samples[point] = samples = [.. samples.OrderBy(s => s.Time)]; // stable
                break;
            }
        }

        return CollectionsMarshal.AsSpan(samples);
    }
}
