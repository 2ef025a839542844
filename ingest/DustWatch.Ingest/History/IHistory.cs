using DustWatch.Ingest.Log;

namespace DustWatch.Ingest.History;

/// <summary>Where samples are put to be read. One writer; readers from any thread.</summary>
public interface IHistory : IHistoryReader
{
    /// <summary>Log position up to which everything is stored; 0 at first.</summary>
    long Position { get; }

    /// <summary>
    /// Stores what <paramref name="records"/> hold, in one transaction with the position of the last. A sample whose point, quantity and time are
    /// there already changes nothing. Writing the same records again changes nothing.
    /// </summary>
    ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken);
}
