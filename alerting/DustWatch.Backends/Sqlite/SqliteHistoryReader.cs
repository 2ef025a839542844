using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>Reads what a history's file and memory hold together. Any thread.</summary>
internal sealed class SqliteHistoryReader : IHistoryReader
{
    private readonly SqliteReaders _readers;
    private readonly HistoryReading _reading;
    private readonly HistoryTiers _tiers;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="readers">Of the file; whoever made them disposes of them.</param>
    /// <param name="ungathered">What is in memory.</param>
    /// <param name="passOver">Told of damage, which is passed over; null: to read it fails.</param>
    public SqliteHistoryReader(SqliteReaders readers, UngatheredSamples ungathered, Action<string>? passOver)
    {
        _readers = readers;
        _reading = new HistoryReading(ungathered, passOver);
        _tiers = new HistoryTiers(this, ungathered, passOver);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) =>
        _readers.Read(file => _reading.Read(file, point, quantity, span, limit));

    /// <inheritdoc/>
    public Sample? FindLast(int point, Quantity quantity, Instant time) => _readers.Read(file => _reading.FindLast(file, point, quantity, time));

    /// <inheritdoc/>
    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping) => _readers.Read(file => _tiers.ReadSums(file, point, quantity, stepping));

    /// <summary>Every point and quantity of which there are samples.</summary>
    public IReadOnlyList<(int Point, Quantity Quantity)> ReadSeries() => _readers.Read(_reading.ReadSeries);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
