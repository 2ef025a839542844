using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
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
            [.. point.Quantities.Select(Quantities.NameOf)],
            presence.IsOnline,
            presence.LastSeen == default ? null : presence.LastSeen,
            live.LevelAt(point.Id, quantity: null).NameOf(),
            [.. live.ValuesOf(point.Number).Select(Of)],
            WorstOf(ExposuresOf(point)));
    }

    public IReadOnlyList<ExposureView> ExposuresOf(MonitoringPoint point) => [.. exposures.Of(point.Number).Select(Of)];

    private static ExposureView Of(Exposure exposure) => new(
        exposure.Rule,
        Quantities.NameOf(exposure.Quantity),
        exposure.Window is { } window ? new WindowView(window.Start, window.End) : null,
        exposure.Value,
        exposure.Unit,
        exposure.Low,
        exposure.High,
        exposure.Limit,
        exposure.Coverage,
        exposure.Level.NameOf(),
        exposure.Projection is { } projection ? new ProjectionView(projection.AtEnd, projection.ExceedsAt, projection.MayStillBe) : null);

    private static ValueView Of(Sample sample)
    {
        var traits = Quantities.Of(sample.Quantity);
        return new ValueView(traits.Name, traits.Unit, sample.Time, traits.ToUnit(sample.Value), sample.Flag.Letter().ToString());
    }

    private static WorstView? WorstOf(IReadOnlyList<ExposureView> rules) => rules
        .Where(r => r is { Quantity: not null, Value: not null, Limit: not null, Unit: not null })
        .Select(r => new WorstView(r.Rule, r.Quantity!, r.Value!.Value, r.Unit!, r.Limit!.Value, RatioOf(r), r.Level, r.Coverage, r.Projection)) // not null, as asked above
        .MaxBy(w => w.Ratio);

    // Of a level, 3 dB more is twice the exposure: the ratio is that of the energies.
    private static double RatioOf(ExposureView rule)
    {
        var (value, limit) = (rule.Value.GetValueOrDefault(), rule.Limit.GetValueOrDefault());
        var isLevel = rule.Unit?.StartsWith("dB", StringComparison.Ordinal) ?? false;
        return isLevel ? Math.Pow(10, (value - limit) / 10) : value / limit;
    }
}
