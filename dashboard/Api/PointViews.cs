using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>Points as a browser sees them: registry, live view and detection put together.</summary>
internal sealed class PointViews(LiveView live, Exposures exposures)
{
    public PointView Of(Registry registry, MonitoringPoint point)
    {
        var enterprise = registry.FindEnterprise(point.Enterprise);
        var district = enterprise?.District is { } id ? registry.FindDistrict(id) : null;
        var presence = live.PresenceOf(point.Number);
        return new PointView(
            point.Id,
            point.Enterprise,
            enterprise?.Name ?? point.Enterprise,
            district?.Id,
            district?.Name,
            enterprise?.Industry,
            point.Workshop,
            point.Post,
            point.Agent,
            AgentNames.Of(point.Agent),
            point.Calendar.Zone,
            IsoDuration.Format(point.IntervalMilliseconds),
            point.Quantities,
            registry.DevicesOf(point.Id),
            presence.IsOnline,
            presence.LastSeen == default ? null : presence.LastSeen,
            live.LevelAt(point.Id, quantity: null),
            [.. live.ValuesOf(point.Number).Select(Of)],
            WorstOf(ExposuresOf(point)));
    }

    public IReadOnlyList<RuleExposureView> ExposuresOf(MonitoringPoint point)
    {
        var rules = DefaultRules.For(point).ToDictionary(r => r.Id);
        return [.. exposures.Of(point.Number).Select(e => Of(e, rules.GetValueOrDefault(e.Rule) is { } rule ? [.. LimitsOf(rule, point)] : []))];
    }

    /// <summary>The shifts of the point's calendar that have a part in <paramref name="span"/>, in order.</summary>
    public static IReadOnlyList<ShiftView> ShiftsOf(MonitoringPoint point, Interval span)
    {
        var calendar = new SiteCalendar(point.Calendar);
        var first = DateOnly.FromDateTime(span.Start.ToDateTimeOffset().UtcDateTime).AddDays(-2); // in any zone, of a shift of a day
        var days = (int)((span.End - span.Start) / TimeSpan.MillisecondsPerDay) + 5;
        return
        [
            .. Enumerable.Range(0, days)
                .SelectMany(day => calendar.ShiftsOf(first.AddDays(day)))
                .Where(w => w.Span.Start < span.End && w.Span.End > span.Start)
                .OrderBy(w => w.Span.Start)
                .Select(w => new ShiftView(point.Calendar.Shifts[w.Shift].Name, w.Span.Start, w.Span.End)),
        ];
    }

    private static IEnumerable<RuleLimitView> LimitsOf(Rule rule, MonitoringPoint point)
    {
        var agents = rule.Quantity is { } quantity ? StandardsPacks.FindLimit(point, quantity)?.Limit : null;
        return rule.Levels
            .Select(level => (level.Level, Limit: level.Above ?? (level.Times * agents)))
            .Where(level => level.Limit is not null)
            .Select(level => new RuleLimitView(level.Level, (double)level.Limit.GetValueOrDefault()));
    }

    private static RuleExposureView Of(Exposure exposure, IReadOnlyList<RuleLimitView> limits) => new(
        exposure.Rule,
        exposure.Quantity,
        exposure.Window is { } window ? new WindowView(window.Start, window.End) : null,
        exposure.Value,
        exposure.Unit,
        exposure.Low,
        exposure.High,
        exposure.Limit,
        limits,
        exposure.Coverage,
        exposure.Level,
        exposure.Projection is { } projection ? new ProjectionView(projection.AtEnd, projection.ExceedsAt, projection.MayStillBe, projection.AtEndAtShiftMean, projection.AtEndIfStopped) : null);

    private static PointValueView Of(Sample sample)
    {
        var traits = Quantities.Of(sample.Quantity);
        return new PointValueView(sample.Quantity, traits.Unit, sample.Time, traits.ToUnit(sample.Value), sample.Flag);
    }

    private static WorstView? WorstOf(IReadOnlyList<RuleExposureView> rules) => rules
        .Where(r => r.Value is not null)
        .Select(r => new WorstView(r.Rule, r.Quantity, r.Value.GetValueOrDefault(), r.Unit, r.Limit, RatioOf(r), r.Level, r.Coverage, r.Projection))
        .MaxBy(w => w.Ratio);

    // Of a level, 3 dB more is twice the exposure: the ratio is that of the energies.
    private static double RatioOf(RuleExposureView rule)
    {
        var value = rule.Value.GetValueOrDefault();
        return rule.Unit.StartsWith("dB", StringComparison.Ordinal) ? Math.Pow(10, (value - rule.Limit) / 10) : value / rule.Limit;
    }
}
