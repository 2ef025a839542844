using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>The samples from which a rule that starts computes its running windows: the history's, once it has reached the rule's record.</summary>
internal sealed class RecentSamples(IHistory history, LogConsumer writer)
{
    /// <summary>Waits until the history holds everything up to a record.</summary>
    public Task WaitAsync(long position, CancellationToken cancellationToken) => writer.ReachedAsync(position, cancellationToken);

    /// <summary>A point's samples after <paramref name="start"/>, by time; some may have come after the record.</summary>
    public IReadOnlyList<Sample> Read(MonitoringPoint point, Instant start)
    {
        var span = new Interval(start, new Instant(long.MaxValue));
        return [.. Quantities.All.SelectMany(quantity => history.Read(point.Number, quantity, span, int.MaxValue)).OrderBy(sample => sample.Time)];
    }
}
