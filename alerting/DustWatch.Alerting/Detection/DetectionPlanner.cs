using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Makes plans: binds rules to points, shares what points have in common, and says what cannot be judged fully.</summary>
internal sealed class DetectionPlanner(int shard, int shards)
{
    private const long IntervalMillisecondsMax = 86_400_000;

    private readonly Dictionary<string, CalendarWindows> _calendars = new(StringComparer.Ordinal);
    private readonly Dictionary<(Rule Rule, decimal? Limit), BoundRule?> _bound = new(new ByRuleInstance());

    private List<SeriesPlan> _series = [];
    private List<int> _firstLatchOf = [];
    private List<RegistryFault> _faults = [];
    private int _latchCount;
    private int _faultCount;

    /// <summary>Binds <paramref name="rules"/>, or each point's default rules, to the points of the shard.</summary>
    public DetectionPlan Create(Registry registry, RuleSet? rules)
    {
        (_series, _firstLatchOf, _faults, _latchCount, _faultCount) = ([], [], [], 0, 0);
        var points = OfShard(registry.Points);
        var seriesOf = new PointSeries[points.Count];
        var plans = new PointPlan[points.Count];
        for (var local = 0; local < points.Count; local++)
        {
            plans[local] = CreatePoint(registry, rules, points[local], local, out seriesOf[local]);
        }

        return new DetectionPlan
        {
            Points = plans,
            Series = [.. _series],
            SeriesOf = seriesOf,
            FirstLatchOf = [.. _firstLatchOf],
            TrackCount = _firstLatchOf.Count,
            LatchCount = _latchCount,
            FaultCount = _faultCount,
            HasLateness = _series.Exists(series => series.LatenessMilliseconds > 0),
            Faults = _faults,
        };
    }

    // A point's number is its place: a detector of one point looks at that one, so that making one for each of many does not cost their square.
    private List<MonitoringPoint> OfShard(IReadOnlyList<MonitoringPoint> points)
    {
        var own = new List<MonitoringPoint>((points.Count / shards) + 1);
        for (var number = shard; number < points.Count; number += shards)
        {
            own.Add(points[number]);
        }

        return own;
    }

    private PointPlan CreatePoint(Registry registry, RuleSet? rules, MonitoringPoint point, int local, out PointSeries seriesOf)
    {
        if (point.IntervalMilliseconds is < 1 or > IntervalMillisecondsMax)
        {
            throw new ArgumentException($"Point {point.Id} has an interval of {point.IntervalMilliseconds} ms; allowed: 1 ms to 24 h.", nameof(registry));
        }

        var selected = RuleSet.For(rules, point).ToList();
        var quality = selected.Where(rule => rule.Kind != RuleKind.Exposure).ToArray();
        var first = (Fault: _faultCount, Series: _series.Count, Track: _firstLatchOf.Count, Latch: _latchCount);
        _faultCount += quality.Length;
        seriesOf = new PointSeries(first.Series);
        foreach (var quantity in point.Quantities.Concat(selected.Select(rule => rule.Quantity).OfType<Quantity>()).Distinct())
        {
            seriesOf.Add(quantity, _series.Count);
            AddSeries(registry, point, local, quantity, selected, quality);
        }

        return new PointPlan(point, local, quality)
        {
            FirstFault = first.Fault,
            FirstSeries = first.Series,
            SeriesCount = _series.Count - first.Series,
            FirstTrack = first.Track,
            TrackCount = _firstLatchOf.Count - first.Track,
            FirstLatch = first.Latch,
            LatchCount = _latchCount - first.Latch,
        };
    }

    private void AddSeries(Registry registry, MonitoringPoint point, int local, Quantity quantity, List<Rule> selected, Rule[] quality)
    {
        var limit = StandardsPacks.FindLimit(point, quantity)?.Limit;
        var bound = selected.Where(rule => rule.Kind == RuleKind.Exposure && rule.Quantity == quantity).Select(rule => Bind(rule, limit)).OfType<BoundRule>().ToArray();
        var calendar = CalendarOf(point.Calendar);
        var factor = registry.FactorOf(point, quantity);
        var devices = registry.DevicesOf(point.Id).Select(registry.FindDevice).OfType<Device>().ToList();
        var isOptical = devices.Exists(device => device.Profile.Optical.Contains(quantity));
        if (isOptical && factor is null && bound.Length > 0)
        {
            Warn(point, "quantities", $"{Quantities.NameOf(quantity)} needs a site factor and has none: it is judged as it is read, and marked uncorrected");
        }

        var lateness = devices.Select(device => device.Profile.LatenessMilliseconds).DefaultIfEmpty(0).Max();
        var firstTrack = _firstLatchOf.Count;
        foreach (var rule in bound)
        {
            _firstLatchOf.Add(_latchCount);
            _latchCount += rule.Levels.Length * (rule.Aggregate == Aggregate.LexW ? calendar.Names.Length : 1);
        }

        _series.Add(new SeriesPlan(point, quantity, calendar, bound, QualityOf(quantity, quality), lateness)
        {
            Local = local,
            FirstTrack = firstTrack,
            Resolution = point.Resolutions.GetValueOrDefault(quantity),
            IsOptical = isOptical,
            Factor = factor is null ? null : FactorPlan.Create(factor, calendar),
        });
    }

    private static BoundQuality[] QualityOf(Quantity quantity, Rule[] rules)
    {
        var bound = new List<BoundQuality>();
        for (var number = 0; number < rules.Length; number++)
        {
            var rule = rules[number];
            var isOfSeries = rule.Kind is RuleKind.Stuck or RuleKind.AboveRange or RuleKind.Step or RuleKind.Interval or RuleKind.Calibration;
            if (isOfSeries && (rule.Quantity ?? quantity) == quantity && (rule.Quantity is not null || Quantities.IsExposure(quantity)))
            {
                bound.Add(new BoundQuality(rule, number, FixedPoint.From(rule.PerSecond ?? 0, Quantities.Of(quantity).Decimals)));
            }
        }

        return [.. bound];
    }

    private BoundRule? Bind(Rule rule, decimal? limit)
    {
        if (!_bound.TryGetValue((rule, limit), out var bound))
        {
            bound = BoundRule.Create(rule, limit);
            _bound.Add((rule, limit), bound);
        }

        return bound;
    }

    private CalendarWindows CalendarOf(ShiftCalendar calendar)
    {
        var key = PlanFingerprint.KeyOf(calendar);
        if (!_calendars.TryGetValue(key, out var windows))
        {
            windows = new CalendarWindows(calendar);
            _calendars.Add(key, windows);
        }

        return windows;
    }

    private void Warn(MonitoringPoint point, string key, string message) =>
        _faults.Add(new RegistryFault($"points[{point.Number}].{key}", $"{point.Id} {message}", IsWarning: true));

    private sealed class ByRuleInstance : IEqualityComparer<(Rule Rule, decimal? Limit)>
    {
        public bool Equals((Rule Rule, decimal? Limit) a, (Rule Rule, decimal? Limit) b) => ReferenceEquals(a.Rule, b.Rule) && a.Limit == b.Limit;

        public int GetHashCode((Rule Rule, decimal? Limit) key) => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Rule), key.Limit);
    }
}
