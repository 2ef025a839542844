using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.History;

/// <summary>A near history that holds nothing and costs nothing, so that only the archive is measured.</summary>
internal sealed class ForgetfulHistory : IHistory
{
    public long Position => 0;

    public ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) => [];

    public Sample? FindLast(int point, Quantity quantity, Instant time) => null;

    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping) => HistorySteps.CreateSums(stepping);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
