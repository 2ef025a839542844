using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;
using Microsoft.AspNetCore.SignalR;

namespace DustWatch.Dashboard.Push;

/// <summary>
/// Sends what changed in the live view to the browsers that watch it, at most <see cref="Limits.LiveBatchesPerSecond"/> times a second. Browsers that
/// watch the same share one group, and so one batch.
/// </summary>
internal sealed class LivePush(LiveView live, RegistryHolder registry, Watchers watchers, IHubContext<DashboardHub, IDashboardClient> hub, TimeProvider clock)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Limits.LiveBatchesPerSecond), clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await PushAsync();
        }
    }

    /// <summary>Everything that <paramref name="watch"/> shows now, for a browser that begins to watch.</summary>
    public (LiveBatch Values, PresenceBatch Presences) Snapshot(Watch watch)
    {
        var points = registry.Current.Points.Where(p => watch.Shows(registry.Current, p)).ToList();
        return (
            new LiveBatch([.. points.SelectMany(p => live.ValuesOf(p.Number)).Select(s => ToView(registry.Current, s))]),
            new PresenceBatch([.. points.Select(p => ToView(p, live.PresenceOf(p.Number)))]));
    }

    private async Task PushAsync()
    {
        var (values, presences) = live.TakeChanges();
        if (values.Count == 0 && presences.Count == 0)
        {
            return;
        }

        var current = registry.Current;
        foreach (var (group, watch) in watchers.Groups)
        {
            var shown = values.Where(v => v.Point < current.Points.Count && watch.Shows(current, current.Points[v.Point])).Select(v => ToView(current, v)).ToList();
            if (shown.Count > 0)
            {
                await hub.Clients.Group(group).live(new LiveBatch(shown));
            }

            var changed = presences.Where(p => p < current.Points.Count && watch.Shows(current, current.Points[p])).Select(p => ToView(current.Points[p], live.PresenceOf(p))).ToList();
            if (changed.Count > 0)
            {
                await hub.Clients.Group(group).presence(new PresenceBatch(changed));
            }
        }
    }

    private LiveValueView ToView(Registry current, Sample sample)
    {
        var point = current.Points[sample.Point].Id;
        return new LiveValueView(
            point,
            sample.Quantity,
            sample.Time,
            Quantities.Of(sample.Quantity).ToUnit(sample.Value),
            live.LevelAt(point, sample.Quantity));
    }

    private static PresenceView ToView(MonitoringPoint point, Presence presence) =>
        new(point.Id, presence.IsOnline, presence.Since == default ? null : presence.Since);
}
