using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>A history that counts how often it is asked.</summary>
internal sealed class CountedHistory(IHistory history) : IHistory
{
    public int Reads { get; private set; }

    public int Finds { get; private set; }

    public long Position => history.Position;

    public ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) => history.WriteAsync(records, cancellationToken);

    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit)
    {
        Reads++;
        return history.Read(point, quantity, span, limit);
    }

    public Sample? FindLast(int point, Quantity quantity, Instant time)
    {
        Finds++;
        return history.FindLast(point, quantity, time);
    }

    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping) => history.ReadSums(point, quantity, stepping);

    public ValueTask DisposeAsync() => history.DisposeAsync();
}
