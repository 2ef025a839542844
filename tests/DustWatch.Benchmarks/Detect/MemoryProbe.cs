using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>What memory alone allows: each sample is read and one cache line of its point is written, in the order of arrival. Nothing is computed.</summary>
internal sealed class MemoryProbe(DetectSize size)
{
    private const int Line = 8; // longs

    private readonly long[] _states = new long[size.Points * Line]; // [point * line]

    public long Take(Sample[] samples)
    {
        unchecked
        {
            foreach (ref readonly var sample in samples.AsSpan())
            {
                _states[sample.Point * Line] += sample.Value;
            }
        }

        return samples.Length;
    }
}
