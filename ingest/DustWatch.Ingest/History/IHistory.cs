using DustWatch.Ingest.Log;

namespace DustWatch.Ingest.History;

/// <summary>Where samples are put to be read. One writer; readers from any thread.</summary>
public interface IHistory : IHistoryReader
{
    /// <summary>
    /// Position in the log of the last record taken, 0 at first. After a crash it may be some minutes lower than it was: what came after is to be written again.
    /// </summary>
    long Position { get; }

    /// <summary>
    /// Takes what <paramref name="records"/> hold; from then on it can be read. A sample whose point, quantity and time are there already changes nothing. Writing the
    /// same records again changes nothing.
    /// </summary>
    ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken);
}
