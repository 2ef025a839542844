using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Rules on the quality of one series, judged at its samples. The point is a fault while one of its quantities is.</summary>
internal sealed class ReferenceFaults(ReferenceBook book, IReadOnlyList<Rule> rules)
{
    private const int Spacings = 20;

    private readonly Dictionary<(string Rule, int Point, Quantity Quantity), bool> _isFault = [];
    private readonly Dictionary<(string Rule, int Point, Quantity Quantity), long> _stuckSince = [];

    /// <summary>Judges a sample that the series is about to take.</summary>
    public void OnSample(ReferenceSeries series, Sample sample, ReferenceInterval? interval)
    {
        foreach (var rule in rules.Where(rule => IsOfSeries(rule.Kind) && rule.Selects(series.Point) && (rule.Quantity ?? series.Quantity) == series.Quantity))
        {
            if (rule.Kind == RuleKind.Interval)
            {
                Settle(series, rule, sample, interval, IsOffInterval(series, sample), new ReferenceShown(null, null, null, null, null, null, rule.Clause), null);
            }
            else if (interval is not null)
            {
                Judge(series, rule, sample, interval);
            }
        }
    }

    /// <summary>Whether a fault that keeps latches from going off stood at <paramref name="at"/>.</summary>
    public bool IsFrozen(MonitoringPoint point, long at) => rules
        .Where(rule => rule.Kind is RuleKind.Stuck or RuleKind.Step or RuleKind.Interval or RuleKind.Refused && rule.Selects(point))
        .Any(rule => book.LevelOf(point, rule).Faults.Exists(fault => fault.From <= at && at < fault.Until));

    private static bool IsOfSeries(RuleKind kind) => kind is RuleKind.Stuck or RuleKind.AboveRange or RuleKind.Step or RuleKind.Interval or RuleKind.Calibration;

    private void Judge(ReferenceSeries series, Rule rule, Sample sample, ReferenceInterval interval)
    {
        var traits = Quantities.Of(series.Quantity);
        var before = series.Valid.Count > 0 ? series.Valid[^1] : null;
        var judged = new ReferenceShown(traits.ToUnit(interval.Value), traits.Unit, null, null, null, null, rule.Clause);
        switch (rule.Kind)
        {
            case RuleKind.Stuck:
                var (isStuck, since) = IsStuck(series, rule, interval);
                Settle(series, rule, sample, interval, isStuck, judged, since);
                break;
            case RuleKind.AboveRange:
                var top = series.Point.Ranges.TryGetValue(series.Quantity, out var range) ? traits.ToUnit(range) : (double?)null;
                Settle(series, rule, sample, interval, interval.IsCensored, judged with { Limit = top }, null);
                break;
            case RuleKind.Step:
                var scale = traits.Decimals == 2 ? 100 : 1_000_000;
                var perSecond = Math.Round(rule.PerSecond!.Value, traits.Decimals, MidpointRounding.ToEven); // stated by such rules
                var change = before is null ? 0 : Math.Abs(interval.Raw - before.Raw);
                var time = before is null ? 0 : interval.SampleTime - before.SampleTime;
                var isStep = before is not null && time <= series.Point.HoldMilliseconds && change * 1_000m > perSecond * scale * time;
                var speed = before is null ? (double?)null : (double)(change * 1_000m / time / scale);
                Settle(series, rule, sample, interval, isStep, judged with { Value = speed, Unit = before is null ? null : traits.Unit, Limit = (double)perSecond }, null);
                break;
            default:
                Settle(series, rule, sample, interval, interval.IsUncorrected, new ReferenceShown(null, null, null, null, null, null, rule.Clause), null);
                break;
        }
    }

    /// <summary>Whether the value has been the same long enough, and since when it is or, at its end, was.</summary>
    private (bool IsStuck, long? Since) IsStuck(ReferenceSeries series, Rule rule, ReferenceInterval interval)
    {
        var since = interval.SampleTime;
        var start = interval.From;
        for (var i = series.Valid.Count - 1; i >= 0; i--)
        {
            var earlier = series.Valid[i];
            if (interval.Raw <= series.Resolution || earlier.Raw != interval.Raw || start - earlier.To > series.GapMaximum)
            {
                break;
            }

            (since, start) = (earlier.SampleTime, earlier.From);
        }

        var key = (rule.Id, series.Point.Number, series.Quantity);
        var isStuck = interval.Raw > series.Resolution && interval.SampleTime - since >= rule.AfterMilliseconds;
        if (isStuck)
        {
            _stuckSince[key] = since;
        }

        return (isStuck, _stuckSince.TryGetValue(key, out var last) ? last : null);
    }

    /// <summary>Whether the median of the last spacings, this one included, is off.</summary>
    private static bool IsOffInterval(ReferenceSeries series, Sample sample)
    {
        var times = series.Times.Append(sample.Time.Milliseconds).TakeLast(Spacings + 1).ToList();
        var spacings = times.Skip(1).Zip(times, (later, earlier) => later - earlier).Order().ToList();
        if (spacings.Count < Spacings)
        {
            return false;
        }

        var twice = spacings[9] + spacings[10];
        return twice > 3 * series.Point.IntervalMilliseconds || twice < series.Point.IntervalMilliseconds;
    }

    private void Settle(ReferenceSeries series, Rule rule, Sample sample, ReferenceInterval? interval, bool isFault, ReferenceShown shown, long? since)
    {
        _isFault[(rule.Id, series.Point.Number, series.Quantity)] = isFault;
        var isAny = _isFault.Any(each => each.Value && each.Key.Rule == rule.Id && each.Key.Point == series.Point.Number);
        var t = sample.Time.Milliseconds;
        book.Settle(series.Point, rule, isAny ? Level.Fault : Level.Normal, new ReferenceFacts(
            series.Quantity,
            t,
            since ?? interval?.From ?? (t - 1),
            null,
            null,
            sample.Flag == SampleFlag.OverRange,
            false,
            (_, _) => shown));
    }
}
