using DustWatch.Alerting.Rules;

namespace DustWatch.Tests.Alerting;

/// <summary>One latch and its run.</summary>
internal sealed class ReferenceLatch
{
    private long? _runStart;

    public bool IsOn { get; private set; }

    public void Move(ReferenceSeries series, RuleLevel level, long at, bool holds, decimal minCoverage, bool isFrozen)
    {
        if (!holds)
        {
            _runStart = null;
            return;
        }

        if (_runStart is not { } start || series.HasLongGap(start, at))
        {
            _runStart = start = at;
        }

        var isLongEnough = at - start >= (IsOn ? level.ClearForMilliseconds : level.ForMilliseconds);
        var isCovered = series.Covered(start, at) >= minCoverage * (at - start);
        if (isLongEnough && isCovered && !(IsOn && isFrozen))
        {
            IsOn = !IsOn;
            _runStart = null;
        }
    }
}
