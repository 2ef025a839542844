using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>
/// One group of the Rx peer: a queue for the window of 15 min, running sums as doubles, a level each for window, shift and projection. No flags, no
/// coverage, no time zone, no hysteresis: less than detection does.
/// </summary>
internal sealed class QueueState(long intervalMilliseconds)
{
    private const double Limit = 700_000;

    private readonly Queue<(long Time, double Weighted)> _window = new();
    private double _windowSum;
    private double _shiftSum;
    private long _shift = -1;
    private int _level;

    /// <summary>Whether the last sample changed a level.</summary>
    public bool HasChanged { get; private set; }

    public QueueState Add(Sample sample)
    {
        var time = sample.Time.Milliseconds;
        var weighted = (double)sample.Value * intervalMilliseconds;
        _window.Enqueue((time, weighted));
        _windowSum += weighted;
        while (_window.Peek().Time <= time - DetectSize.WindowMilliseconds)
        {
            _windowSum -= _window.Dequeue().Weighted;
        }

        var shift = (time - 1) / DetectSize.ShiftMilliseconds;
        _shiftSum = shift == _shift ? _shiftSum + weighted : weighted;
        _shift = shift;

        var covered = _window.Count * (double)intervalMilliseconds;
        var remaining = ((shift + 1) * DetectSize.ShiftMilliseconds) - time;
        var mean = _windowSum / covered;
        var level = (mean > Limit ? 1 : 0)
            | (_shiftSum > Limit * DetectSize.ShiftMilliseconds ? 2 : 0)
            | (_shiftSum + (mean * remaining) > Limit * DetectSize.ShiftMilliseconds ? 4 : 0);
        HasChanged = level != _level;
        _level = level;
        return this;
    }
}
