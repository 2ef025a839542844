using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>
/// The least that could be written: flat arrays, a ring of buckets for 15 min (10 s each, or an interval where that is longer), running sums as doubles,
/// the same three comparisons. Not exact, and without flags, gaps, coverage and hysteresis.
/// </summary>
internal sealed class BucketLoop
{
    private const double Limit = 700_000;
    private const long BucketMillisecondsMinimum = 10_000;

    private readonly long _interval;
    private readonly long _bucketMilliseconds;
    private readonly int _bucketCount;
    private readonly int _stride; // no power of two, and no multiple of a cache line
    private readonly double[] _buckets; // [point * stride + bucket]
    private readonly long[] _lastBuckets; // [point], since the epoch
    private readonly double[] _windowSums; // [point]
    private readonly double[] _shiftSums; // [point]
    private readonly long[] _shifts; // [point]
    private readonly byte[] _levels; // [point]

    public BucketLoop(DetectSize size)
    {
        _interval = size.IntervalMilliseconds;
        _bucketMilliseconds = Math.Max(BucketMillisecondsMinimum, _interval);
        _bucketCount = (int)(DetectSize.WindowMilliseconds / _bucketMilliseconds);
        _stride = _bucketCount + 1;
        _buckets = new double[size.Points * _stride];
        _lastBuckets = new long[size.Points];
        _windowSums = new double[size.Points];
        _shiftSums = new double[size.Points];
        _shifts = new long[size.Points];
        _levels = new byte[size.Points];
    }

    /// <summary>Level changes so far.</summary>
    public long Changes { get; private set; }

    public long Take(Sample[] samples)
    {
        foreach (ref readonly var sample in samples.AsSpan())
        {
            var point = sample.Point;
            var time = sample.Time.Milliseconds;
            var weighted = (double)sample.Value * _interval;
            var number = (time - 1) / _bucketMilliseconds;
            ref var bucket = ref _buckets[(point * _stride) + (int)(number % _bucketCount)];
            if (number != _lastBuckets[point])
            {
                _windowSums[point] -= bucket;
                (_lastBuckets[point], bucket) = (number, 0);
            }

            bucket += weighted;
            var windowSum = _windowSums[point] += weighted;

            var shift = (time - 1) / DetectSize.ShiftMilliseconds;
            var shiftSum = shift == _shifts[point] ? _shiftSums[point] + weighted : weighted;
            (_shifts[point], _shiftSums[point]) = (shift, shiftSum);

            var mean = windowSum / DetectSize.WindowMilliseconds;
            var remaining = ((shift + 1) * DetectSize.ShiftMilliseconds) - time;
            var level = (byte)((mean > Limit ? 1 : 0)
                | (shiftSum > Limit * DetectSize.ShiftMilliseconds ? 2 : 0)
                | (shiftSum + (mean * remaining) > Limit * DetectSize.ShiftMilliseconds ? 4 : 0));
            Changes += level != _levels[point] ? 1 : 0;
            _levels[point] = level;
        }

        return samples.Length;
    }
}
