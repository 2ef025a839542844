using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>The sliding mean of one point and quantity.</summary>
internal sealed class TimeWeightedSeries(Quantity quantity, long windowMilliseconds, long intervalMilliseconds)
{
    private readonly IntervalRing _ring = new(windowMilliseconds, intervalMilliseconds);
    private readonly Weights _weights = Quantities.IsDecibel(quantity) ? Weights.Energy : Weights.Linear;
    private SlidingSum _sliding;
    private long _last = long.MinValue;

    public bool TryAdd(in Sample sample, out TimeWeightedValue value)
    {
        value = default;
        var time = sample.Time.Milliseconds;
        if (time <= _last)
        {
            return false;
        }

        var isHeld = _last != long.MinValue && time - _last <= 3 * intervalMilliseconds;
        var from = isHeld ? _last : time - intervalMilliseconds;
        _last = time;
        if (!sample.Flag.IsValid())
        {
            return false;
        }

        var edge = time - windowMilliseconds;
        _sliding.Advance(_ring, _weights, long.MaxValue, edge);
        _sliding.Add(_weights, long.MaxValue, sample.Value, time - from);
        var (sum, covered) = _sliding.Within(_ring, _weights, edge, from, sample.Value);
        _ring.Push(time, (int)(time - from), sample.Value, SampleMarks.None);
        value = new TimeWeightedValue(sample.Point, quantity, sample.Time, Show(sum, covered), FixedPoint.Quotient(covered, windowMilliseconds));
        return true;
    }

    private double? Show(Int128 sum, long covered)
    {
        if (!Quantities.IsDecibel(quantity))
        {
            return FixedPoint.Quotient(sum, (Int128)covered * FixedPoint.One);
        }

        return sum == 0 ? null : SoundEnergy.LevelOf(sum, covered);
    }
}
