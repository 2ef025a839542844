using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>The samples from which a rule that starts computes its running windows: the history's, once it has reached the rule's record.</summary>
/// <param name="history">Holds them.</param>
/// <param name="storedSeries">Every point and quantity that it holds anything of: most points of a large registry have few quantities, and new ones none.</param>
/// <param name="writer">Writes the history.</param>
internal sealed class RecentSamples(IHistoryReader history, Func<IReadOnlyList<(int Point, Quantity Quantity)>> storedSeries, LogConsumer writer)
{
    private readonly Lock _gate = new();
    private volatile ILookup<int, Quantity>? _stored; // by point's number; only grows
    private int _storedCount;

    /// <summary>Waits until the history holds everything up to a record.</summary>
    public async Task WaitAsync(long position, CancellationToken cancellationToken)
    {
        await writer.ReachedAsync(position, cancellationToken);
        var stored = storedSeries();
        lock (_gate)
        {
            if (stored.Count > _storedCount)
            {
                (_stored, _storedCount) = (stored.ToLookup(series => series.Point, series => series.Quantity), stored.Count);
            }
        }
    }

    /// <summary>A point's samples after <paramref name="start"/>, by time; some may have come after the record. After <see cref="WaitAsync"/>.</summary>
    public IReadOnlyList<Sample> Read(MonitoringPoint point, Instant start)
    {
        var span = new Interval(start, new Instant(long.MaxValue));
        var quantities = _stored?[point.Number] ?? Quantities.All;
        return [.. quantities.SelectMany(quantity => history.Read(point.Number, quantity, span, int.MaxValue)).OrderBy(sample => sample.Time)];
    }
}
