using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>
/// The same two windows as ours, exact to the millisecond and in integers, written by hand for these two rules and nothing else: covered intervals, gaps and
/// coverage, the interval split at the window's edge and at the shift's border, projection, latches with on-delay, deadband and off-delay. No flags, late
/// samples, calendars, bounds, peaks or transitions; numbers are as small as they may be, for values up to 2 g/m³.
/// </summary>
internal sealed class BareExactLoop
{
    private const long Limit = 700_000;
    private const long Below = 665_000; // 95 % of it
    private const long ProjectedForMilliseconds = 600_000;
    private const long Enough = 3; // of 4: the coverage that a mean needs
    private const long EnoughOf = 4;

    private readonly long _interval;
    private readonly long _hold;
    private readonly int _slots; // of a ring: no power of two
    private readonly BareState[] _states; // [point]
    private readonly (long End, int Milliseconds, int Value)[] _rings; // [point * slots + slot], covered intervals, as they came

    public BareExactLoop(DetectSize size)
    {
        _interval = size.IntervalMilliseconds;
        _hold = 3 * _interval;
        _slots = size.WindowSamples + 3;
        _states = new BareState[size.Points];
        _rings = new (long, int, int)[size.Points * _slots];
    }

    /// <summary>Level changes so far.</summary>
    public long Changes { get; private set; }

    public long Take(Sample[] samples)
    {
        unchecked
        {
            foreach (ref readonly var sample in samples.AsSpan())
            {
                Take(sample);
            }
        }

        return samples.Length;
    }

    private void Take(in Sample sample)
    {
        ref var state = ref _states[sample.Point];
        var ring = _rings.AsSpan(sample.Point * _slots, _slots);
        var time = sample.Time.Milliseconds;
        var value = sample.Value;
        if (time <= state.LastTime)
        {
            return; // late, or there already
        }

        var since = time - state.LastTime;
        var length = since <= _hold ? since : _interval;
        state.LastTime = time;

        var edge = time - DetectSize.WindowMilliseconds;
        while (state.Count > 0 && (ring[state.Oldest].End <= edge || state.Count == ring.Length))
        {
            ref var oldest = ref ring[state.Oldest];
            state.WindowSum -= (long)oldest.Value * oldest.Milliseconds;
            state.WindowCovered -= oldest.Milliseconds;
            state.Oldest = state.Oldest + 1 == ring.Length ? 0 : state.Oldest + 1;
            state.Count--;
        }

        var place = state.Oldest + state.Count;
        ring[place >= ring.Length ? place - ring.Length : place] = (time, (int)length, (int)value);
        state.Count++;
        state.WindowSum += value * length;
        state.WindowCovered += length;

        ref var first = ref ring[state.Oldest];
        var outside = Math.Max(0, edge - (first.End - first.Milliseconds));
        Judge(ref state, time, value, length, state.WindowSum - (first.Value * outside), state.WindowCovered - outside);
    }

    private void Judge(ref BareState state, long time, long value, long length, long windowSum, long covered)
    {
        var isEnough = covered * EnoughOf >= DetectSize.WindowMilliseconds * Enough;
        var divisor = isEnough ? covered : DetectSize.WindowMilliseconds;
        var changes = state.Mean.Step(windowSum > Limit * divisor, isEnough && windowSum < Below * divisor, time, 0) ? 1 : 0;

        var shift = (time - 1) / DetectSize.ShiftMilliseconds;
        var start = shift * DetectSize.ShiftMilliseconds;
        if (shift != state.Shift)
        {
            changes += state.Exposure.Reset() ? 1 : 0;
            changes += state.Projected.Reset() ? 1 : 0;
            (state.Shift, state.ShiftSum) = (shift, 0);
        }

        state.ShiftSum += value * Math.Min(length, time - start);
        changes += state.Exposure.Step(
            state.ShiftSum > Limit * DetectSize.ShiftMilliseconds, isEnough && state.ShiftSum < Below * DetectSize.ShiftMilliseconds, time, 0) ? 1 : 0;

        if (isEnough && time - start >= DetectSize.WindowMilliseconds)
        {
            // sum + mean × remaining > limit × shift, without the division
            var remaining = start + DetectSize.ShiftMilliseconds - time;
            var projected = Math.BigMul(state.ShiftSum, covered) + Math.BigMul(windowSum, remaining);
            changes += state.Projected.Step(
                projected > Math.BigMul(Limit * DetectSize.ShiftMilliseconds, covered),
                projected < Math.BigMul(Below * DetectSize.ShiftMilliseconds, covered),
                time,
                ProjectedForMilliseconds) ? 1 : 0;
        }

        Changes += changes;
    }
}
