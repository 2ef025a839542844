using System.Globalization;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Makes plans: binds rules to points, shares what points have in common, and says what cannot be judged.</summary>
internal sealed class DetectionPlanner(RuleSet? rules, int shard, int shards)
{
    private const long IntervalMillisecondsMax = 86_400_000;

    private readonly Dictionary<string, CalendarWindows> _calendars = new(StringComparer.Ordinal);
    private readonly Dictionary<(Rule Rule, decimal? Limit), BoundRule?> _bound = new(new ByRuleInstance());

    private List<SeriesPlan> _series = [];
    private List<int> _firstLatchOf = [];
    private List<RegistryFault> _faults = [];
    private int _latchCount;
    private int _silenceCount;

    public DetectionPlan Create(Registry registry)
    {
        (_series, _firstLatchOf, _faults, _latchCount, _silenceCount) = ([], [], [], 0, 0);
        var points = registry.Points.Where(point => point.Number % shards == shard).ToList();
        var optical = OpticalQuantities(registry);
        var seriesOf = new int[points.Count * Quantities.Count];
        Array.Fill(seriesOf, -1);
        var plans = new PointPlan[points.Count];
        for (var local = 0; local < points.Count; local++)
        {
            plans[local] = CreatePoint(points[local], local, seriesOf.AsSpan(local * Quantities.Count, Quantities.Count), optical);
        }

        return new DetectionPlan
        {
            Points = plans,
            Series = [.. _series],
            SeriesOf = seriesOf,
            FirstLatchOf = [.. _firstLatchOf],
            TrackCount = _firstLatchOf.Count,
            LatchCount = _latchCount,
            SilenceCount = _silenceCount,
            Faults = _faults,
        };
    }

    private PointPlan CreatePoint(MonitoringPoint point, int local, Span<int> seriesOf, HashSet<(string Point, Quantity Quantity)> optical)
    {
        var selected = (rules?.Rules ?? DefaultRules.For(point)).Where(rule => rule.Selects(point)).ToList();
        if (point.IntervalMilliseconds is < 1 or > IntervalMillisecondsMax)
        {
            throw new ArgumentException($"Point {point.Id} has an interval of {point.IntervalMilliseconds} ms; allowed: 1 ms to 24 h.", nameof(point));
        }

        var hasBreaks = point.Calendar.Shifts.Any(shift => shift.Breaks.Count > 0);
        if (hasBreaks && selected.RemoveAll(rule => rule.Kind == RuleKind.Exposure && rule.Window.Kind == WindowKind.Shift) > 0)
        {
            Warn(point, "calendar", "has breaks, which are not judged yet: no shift rule is applied to this point");
        }

        var first = (Silence: _silenceCount, Series: _series.Count, Track: _firstLatchOf.Count, Latch: _latchCount);
        var silences = selected.Where(rule => rule.Kind == RuleKind.Offline).ToArray();
        _silenceCount += silences.Length;
        foreach (var quantity in point.Quantities.Concat(selected.Select(rule => rule.Quantity).OfType<Quantity>()).Distinct())
        {
            seriesOf[(int)quantity] = _series.Count;
            AddSeries(point, quantity, selected, optical.Contains((point.Id, quantity)));
        }

        return new PointPlan(point, KeyOf(point, selected, optical), local, silences)
        {
            FirstSilence = first.Silence,
            FirstSeries = first.Series,
            SeriesCount = _series.Count - first.Series,
            FirstTrack = first.Track,
            TrackCount = _firstLatchOf.Count - first.Track,
            FirstLatch = first.Latch,
            LatchCount = _latchCount - first.Latch,
        };
    }

    private void AddSeries(MonitoringPoint point, Quantity quantity, List<Rule> selected, bool isOptical)
    {
        var limit = StandardsPacks.FindLimit(point, quantity)?.Limit;
        var bound = selected.Where(rule => rule.Quantity == quantity).Select(rule => Bind(rule, limit)).OfType<BoundRule>().ToArray();
        if (isOptical && bound.Length > 0)
        {
            Warn(point, "quantities", $"{Quantities.NameOf(quantity)} needs a site factor; factors are not applied yet: it is judged as it is read, and marked uncorrected");
        }

        var firstTrack = _firstLatchOf.Count;
        foreach (var rule in bound)
        {
            _firstLatchOf.Add(_latchCount);
            _latchCount += rule.Levels.Length;
        }

        _series.Add(new SeriesPlan(
            point,
            quantity,
            point.Ranges.TryGetValue(quantity, out var top) ? top : null,
            isOptical,
            bound,
            firstTrack,
            bound.Select(rule => rule.SlidingMilliseconds).DefaultIfEmpty(0).Max(),
            CalendarOf(point.Calendar)));
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
        var key = KeyOf(calendar);
        if (!_calendars.TryGetValue(key, out var windows))
        {
            windows = new CalendarWindows(calendar);
            _calendars.Add(key, windows);
        }

        return windows;
    }

    private void Warn(MonitoringPoint point, string key, string message) =>
        _faults.Add(new RegistryFault($"points[{point.Number}].{key}", $"{point.Id} {message}", IsWarning: true));

    private static HashSet<(string Point, Quantity Quantity)> OpticalQuantities(Registry registry) =>
        [.. from device in registry.Devices from point in device.Points from quantity in device.Profile.Optical select (point, quantity)];

    private static string KeyOf(MonitoringPoint point, List<Rule> selected, HashSet<(string Point, Quantity Quantity)> optical)
    {
        var quantities = point.Quantities.Select(quantity => string.Create(
            CultureInfo.InvariantCulture,
            $"{quantity}:{(point.Ranges.TryGetValue(quantity, out var top) ? top : null)}:{optical.Contains((point.Id, quantity))}:{StandardsPacks.FindLimit(point, quantity)?.Limit}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{point.Number}|{point.Id}|{point.IntervalMilliseconds}|{KeyOf(point.Calendar)}|{string.Join(',', quantities)}|{string.Join(';', selected.Select(KeyOf))}");
    }

    private static string KeyOf(ShiftCalendar calendar) =>
        $"{calendar.Zone}|{string.Join(',', calendar.Shifts.Select(shift => $"{shift.Name}={shift.Start:HH:mm:ss.fff}-{shift.End:HH:mm:ss.fff}"))}";

    private static string KeyOf(Rule rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"{rule.Id} {rule.Kind} {rule.Quantity} {rule.Window} {rule.Aggregate} {rule.MinCoverage} {rule.MinElapsedMilliseconds} {rule.Dose} {rule.AfterMilliseconds} {rule.Clause} {string.Join(' ', rule.Levels)}");

    private sealed class ByRuleInstance : IEqualityComparer<(Rule Rule, decimal? Limit)>
    {
        public bool Equals((Rule Rule, decimal? Limit) a, (Rule Rule, decimal? Limit) b) => ReferenceEquals(a.Rule, b.Rule) && a.Limit == b.Limit;

        public int GetHashCode((Rule Rule, decimal? Limit) key) => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Rule), key.Limit);
    }
}
