using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>
/// Detection as its page says it, slowly: every sample is kept, every window is computed from all of them with whole numbers of any size.
/// It shares the vocabulary and the calendar with the program, and nothing of the detector.
/// </summary>
internal sealed class ReferenceDetector
{
    private const long QuietMilliseconds = 600_000;

    private readonly Registry _registry;
    private readonly ReferenceBook _book = new();
    private readonly ReferenceFaults _faults;
    private readonly ReferenceWatch _watch;
    private readonly ReferenceExposures _exposures;
    private readonly Dictionary<(int, Quantity), ReferenceSeries> _series = [];
    private readonly Dictionary<ShiftCalendar, ReferenceCalendar> _calendars = new(ReferenceEqualityComparer.Instance);

    public ReferenceDetector(Registry registry, IReadOnlyList<Rule> rules, long watchingSince)
    {
        _registry = registry;
        _faults = new ReferenceFaults(_book, rules);
        _watch = new ReferenceWatch(_book, registry, rules, watchingSince);
        _exposures = new ReferenceExposures(_book, rules);
    }

    public List<Transition> Transitions => _book.Transitions;

    public List<Verdict> Verdicts => _book.Verdicts;

    public void OnSample(Sample sample, long arrival)
    {
        var point = _registry.Points[sample.Point];
        var silentFrom = _watch.SilentFrom(point);
        _watch.OnArrival(point, arrival);
        var series = SeriesOf(point, sample.Quantity);
        series.LastArrival = Math.Max(series.LastArrival, arrival);
        var t = sample.Time.Milliseconds;
        var isRepeatOrLate = series.Times.Count > 0 && t <= series.Times[^1];
        if (isRepeatOrLate || t <= series.ClosedUntil)
        {
            return;
        }

        _watch.OnTaken(point, t, arrival);
        var interval = series.IntervalOf(sample);
        _faults.OnSample(series, sample, interval);
        if (interval is not null)
        {
            series.Valid.Add(interval);
        }

        _exposures.CloseBefore(series, t, interval, end => (silentFrom <= end && end < arrival) || _faults.IsFrozen(point, end));
        series.Times.Add(t);
        _exposures.Evaluate(series, t, interval is not null, _faults.IsFrozen(point, t));
    }

    public void OnQuarantined(Sample sample, long arrival) => _watch.OnQuarantined(_registry.Points[sample.Point], arrival);

    public void OnRefused(int point, int count, long arrival) => _watch.OnRefused(_registry.Points[point], count, arrival);

    public void OnTick(long now) => Tick(now, isFinal: false);

    public void Finish(long now) => Tick(now, isFinal: true);

    private void Tick(long now, bool isFinal)
    {
        _watch.OnTick(now, isFinal);
        foreach (var series in _series.Values)
        {
            var isQuiet = now - series.LastArrival >= Math.Max(series.Point.HoldMilliseconds, QuietMilliseconds);
            if (isFinal || isQuiet)
            {
                _exposures.CloseUntil(series, now, end => _watch.SilentFrom(series.Point) <= end || _faults.IsFrozen(series.Point, end));
            }
        }
    }

    private ReferenceSeries SeriesOf(MonitoringPoint point, Quantity quantity)
    {
        if (!_series.TryGetValue((point.Number, quantity), out var series))
        {
            if (!_calendars.TryGetValue(point.Calendar, out var calendar))
            {
                _calendars.Add(point.Calendar, calendar = new ReferenceCalendar(point.Calendar));
            }

            series = new ReferenceSeries(point, quantity, calendar, new ReferenceFactor(_registry, point, quantity, calendar));
            _series.Add((point.Number, quantity), series);
        }

        return series;
    }
}
