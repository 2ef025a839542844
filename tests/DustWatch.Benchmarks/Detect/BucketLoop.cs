using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>
/// The least that could be written: flat arrays, a ring of 10-second buckets for 15 min, running sums as doubles, the same three comparisons. Not exact,
/// and without flags, coverage and hysteresis.
/// </summary>
internal sealed class BucketLoop(int points)
{
    private const double Limit = 700_000;
    private const int Buckets = (int)(DetectInput.WindowMilliseconds / DetectInput.IntervalMilliseconds);
    private const int Stride = Buckets + 1; // no power of two, and no multiple of a cache line

    private readonly double[] _buckets = new double[points * Stride]; // [point * stride + bucket]
    private readonly double[] _windowSums = new double[points]; // [point]
    private readonly double[] _shiftSums = new double[points]; // [point]
    private readonly long[] _shifts = new long[points]; // [point]
    private readonly byte[] _levels = new byte[points]; // [point]

    /// <summary>Level changes so far.</summary>
    public long Changes { get; private set; }

    public void Take(Sample[] samples)
    {
        foreach (ref readonly var sample in samples.AsSpan())
        {
            var point = sample.Point;
            var time = sample.Time.Milliseconds;
            var weighted = (double)sample.Value * DetectInput.IntervalMilliseconds;
            ref var bucket = ref _buckets[(point * Stride) + (int)(time / DetectInput.IntervalMilliseconds % Buckets)];
            var windowSum = _windowSums[point] += weighted - bucket;
            bucket = weighted;

            var shift = (time - 1) / DetectInput.ShiftMilliseconds;
            var shiftSum = shift == _shifts[point] ? _shiftSums[point] + weighted : weighted;
            (_shifts[point], _shiftSums[point]) = (shift, shiftSum);

            var mean = windowSum / DetectInput.WindowMilliseconds;
            var remaining = ((shift + 1) * DetectInput.ShiftMilliseconds) - time;
            var level = (byte)((mean > Limit ? 1 : 0)
                | (shiftSum > Limit * DetectInput.ShiftMilliseconds ? 2 : 0)
                | (shiftSum + (mean * remaining) > Limit * DetectInput.ShiftMilliseconds ? 4 : 0));
            Changes += level != _levels[point] ? 1 : 0;
            _levels[point] = level;
        }
    }
}
