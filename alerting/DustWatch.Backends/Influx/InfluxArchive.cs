using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>What an InfluxDB holds, to be read; it needs nothing of the data folder. Any thread.</summary>
public sealed class InfluxArchive : IHistoryReader
{
    private readonly Func<Registry> _current;
    private readonly InfluxReader _reader;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="current">The registry by whose numbers points are asked for.</param>
    /// <param name="clock">For time-outs.</param>
    public InfluxArchive(InfluxOptions options, Func<Registry> current, TimeProvider clock)
    {
        _current = current;
        Client = new InfluxClient(options, clock);
        _reader = new InfluxReader(Client);
    }

    internal InfluxClient Client { get; }

    /// <inheritdoc/>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) =>
        Find(point) is { } known ? _reader.Read(known, quantity, span, limit) : [];

    /// <inheritdoc/>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public Sample? FindLast(int point, Quantity quantity, Instant time) => Find(point) is { } known ? _reader.FindLast(known, quantity, time) : null;

    /// <inheritdoc/>
    /// <remarks>
    /// From the summaries of quarters of an hour or minutes where steps are whole ones and all of them were made with the interval asked for, else from the samples
    /// themselves: InfluxQL's means know nothing of what a sample covers.
    /// </remarks>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping)
    {
        var sums = HistorySteps.CreateSums(stepping);
        return sums.Length > 0
            && Find(point) is { } known
            && known with { IntervalMilliseconds = stepping.IntervalMilliseconds } is var asked && asked.HoldMilliseconds == stepping.HoldMilliseconds
            && Summaries.MeasurementOf(stepping) is { } measurement
            && _reader.TryReadSummaries(measurement, known, quantity, stepping, sums)
            ? sums
            : this.SumSamples(point, quantity, stepping);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    private MonitoringPoint? Find(int point)
    {
        var points = _current().Points;
        return (uint)point < (uint)points.Count ? points[point] : null;
    }
}
