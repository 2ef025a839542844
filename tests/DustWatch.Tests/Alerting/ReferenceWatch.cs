using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Rules on a point as a whole, judged on arrivals and ticks: <c>offline</c>, <c>clock</c> and <c>refused</c>.</summary>
internal sealed class ReferenceWatch(ReferenceBook book, Registry registry, IReadOnlyList<Rule> rules, long watchingSince)
{
    private const long FiveMinutes = 300_000;
    private const long Minute = 60_000;

    private readonly Dictionary<int, long> _arrivals = [];
    private readonly List<(int Point, long Arrival, bool IsRefused, int Count)> _sent = [];
    private readonly Dictionary<(int, string), long> _since = []; // the silence, or the run of times that are off
    private readonly Dictionary<(int, string), bool> _isOff = [];
    private readonly Dictionary<int, long> _judgedUntil = [];

    public long LastArrival(MonitoringPoint point) => _arrivals.GetValueOrDefault(point.Number, watchingSince);

    /// <summary>When the silence that follows the last arrival is the first fault; never without a rule on it.</summary>
    public long SilentFrom(MonitoringPoint point) =>
        RulesOf(point, RuleKind.Offline).Select(rule => LastArrival(point) + rule.AfterMilliseconds).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>A sample was accepted from a point, of whatever quantity and flag, new or not.</summary>
    public void OnArrival(MonitoringPoint point, long arrival)
    {
        var last = LastArrival(point);
        foreach (var rule in RulesOf(point, RuleKind.Offline))
        {
            if (book.LevelOf(point, rule).Highest == Level.Normal && last + rule.AfterMilliseconds < arrival)
            {
                BeginSilence(point, rule, last);
            }

            Settle(point, rule, Level.Normal, arrival, _since.GetValueOrDefault((point.Number, rule.Id), last));
        }

        _arrivals[point.Number] = Math.Max(last, arrival);
        JudgeRefused(point, arrival - 1);
        _sent.Add((point.Number, arrival, false, 1));
    }

    /// <summary>A sample came into its series, neither late nor a repeat.</summary>
    public void OnTaken(MonitoringPoint point, long t, long arrival)
    {
        foreach (var rule in RulesOf(point, RuleKind.Clock))
        {
            var key = (point.Number, rule.Id);
            if (Math.Abs(arrival - t) > rule.ByMilliseconds)
            {
                _since.TryAdd(key, arrival);
                _isOff[key] = _isOff.GetValueOrDefault(key) || arrival - _since[key] >= FiveMinutes;
                JudgeClock(point, rule, arrival);
            }
            else
            {
                _isOff[key] = false;
                JudgeClock(point, rule, arrival);
                _since.Remove(key);
            }
        }
    }

    public void OnQuarantined(MonitoringPoint point, long arrival)
    {
        foreach (var rule in RulesOf(point, RuleKind.Clock))
        {
            var key = (point.Number, rule.Id);
            _since.TryAdd(key, arrival);
            _isOff[key] = true;
            JudgeClock(point, rule, arrival);
        }
    }

    public void OnRefused(MonitoringPoint point, int count, long arrival)
    {
        JudgeRefused(point, arrival - 1);
        _sent.Add((point.Number, arrival, true, count));
    }

    /// <param name="isFinal">The end of a backtest's input, which finds silence and has no other clock.</param>
    public void OnTick(long now, bool isFinal)
    {
        foreach (var point in registry.Points)
        {
            foreach (var rule in RulesOf(point, RuleKind.Offline))
            {
                var last = LastArrival(point);
                if (book.LevelOf(point, rule).Highest == Level.Normal && last + rule.AfterMilliseconds <= now)
                {
                    BeginSilence(point, rule, last);
                }

                Settle(point, rule, book.LevelOf(point, rule).Highest, now, _since.GetValueOrDefault((point.Number, rule.Id), last));
            }

            foreach (var rule in RulesOf(point, RuleKind.Clock).Where(_ => !isFinal))
            {
                JudgeClock(point, rule, now);
            }

            JudgeRefused(point, now);
        }
    }

    private void BeginSilence(MonitoringPoint point, Rule rule, long last)
    {
        _since[(point.Number, rule.Id)] = last;
        Settle(point, rule, Level.Fault, last + rule.AfterMilliseconds, last);
    }

    private void JudgeClock(MonitoringPoint point, Rule rule, long at)
    {
        var key = (point.Number, rule.Id);
        Settle(point, rule, _isOff.GetValueOrDefault(key) ? Level.Fault : Level.Normal, at, _since.GetValueOrDefault(key, at));
    }

    /// <summary>Judges every minute that has ended and was not judged yet, once something was sent.</summary>
    private void JudgeRefused(MonitoringPoint point, long now)
    {
        var sent = _sent.Where(each => each.Point == point.Number).ToList();
        foreach (var rule in RulesOf(point, RuleKind.Refused).Where(_ => sent.Count > 0))
        {
            var after = Math.Max(_judgedUntil.GetValueOrDefault(point.Number), sent.Min(each => each.Arrival) - 1);
            for (var end = ((after / Minute) + 1) * Minute; end <= now; end += Minute)
            {
                var lately = sent.Where(each => each.Arrival > end - FiveMinutes && each.Arrival <= end).ToList();
                var refused = lately.Where(each => each.IsRefused).Sum(each => each.Count);
                var isFromTheFirst = lately.Exists(each => each.IsRefused && each.Count > 0 && each.Arrival <= end - FiveMinutes + (2 * Minute));
                var taken = lately.Count(each => !each.IsRefused);
                Settle(point, rule, refused > taken && isFromTheFirst ? Level.Fault : Level.Normal, end, end - FiveMinutes);
            }
        }

        _judgedUntil[point.Number] = now;
    }

    private void Settle(MonitoringPoint point, Rule rule, Level level, long at, long windowStart) => book.Settle(point, rule, level, new ReferenceFacts(
        null, at, windowStart, null, null, false, false, (_, _) => new ReferenceShown(null, null, null, null, null, null, rule.Clause)));

    private IEnumerable<Rule> RulesOf(MonitoringPoint point, RuleKind kind) => rules.Where(rule => rule.Kind == kind && rule.Selects(point));
}
