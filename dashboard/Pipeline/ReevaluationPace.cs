using DustWatch.Alerting.Detection;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// Whose turn it is to be judged again: a point at most once in <see cref="Limits.ReevaluationPeriod"/>, one shard at a time, and all together at most
/// a quarter of a core. Any thread.
/// </summary>
internal sealed class ReevaluationPace(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _ends = []; // timestamp of the last time, by point
    private bool _isRunning;
    private long _ended;
    private TimeSpan _rest;

    /// <summary>The late points whose turn it is; when there are some, <see cref="End"/> must follow.</summary>
    public IReadOnlyList<LateSample> Begin(IReadOnlyList<LateSample> late)
    {
        lock (_gate)
        {
            if (late.Count == 0 || _isRunning || (_rest > TimeSpan.Zero && clock.GetElapsedTime(_ended) < _rest))
            {
                return [];
            }

            LateSample[] due = [.. late.Where(sample => !_ends.TryGetValue(sample.Point, out var end) || clock.GetElapsedTime(end) >= Limits.ReevaluationPeriod)];
            _isRunning = due.Length > 0;
            return due;
        }
    }

    /// <summary>These points have been judged again, or it failed.</summary>
    public void End(IReadOnlyList<LateSample> judged, TimeSpan took)
    {
        lock (_gate)
        {
            (_isRunning, _ended, _rest) = (false, clock.GetTimestamp(), Limits.ReevaluationRest * took);
            foreach (var sample in judged)
            {
                _ends[sample.Point] = _ended;
            }
        }
    }
}
