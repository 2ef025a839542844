using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>Where samples are kept for page, API, evidence and re-evaluation. One writer; readers from any thread.</summary>
public interface IHistory : IAsyncDisposable
{
    /// <summary>Log position up to which everything is stored; 0 at first.</summary>
    long Position { get; }

    /// <summary>
    /// Stores what <paramref name="records"/> hold, in one transaction with the position of the last. A sample whose point, quantity and time are
    /// there already changes nothing. Writing the same records again changes nothing.
    /// </summary>
    ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken);

    /// <summary>Samples of one point and quantity with time in <paramref name="span"/>, by time, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit);

    /// <summary>The newest sample of one point and quantity with a time before or at <paramref name="time"/>, or null.</summary>
    Sample? FindLast(int point, Quantity quantity, Instant time);

    /// <summary>What the valid samples cover of each step, as <see cref="HistorySteps"/> computes it. [step]</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="HistoryStepping.CountMaximum"/> steps, or a length that is not above 0.</exception>
    HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping);
}
