using DustWatch.Ingest.Log;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>One reader of the log with a position of its own.</summary>
/// <param name="name">As in metrics.</param>
/// <param name="log">The log.</param>
internal sealed class LogConsumer(string name, ISampleLog log)
{
    private long _position;

    public string Name { get; } = name;

    /// <summary>Position of the last record taken.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Takes page after page until cancelled, or until <paramref name="takeAsync"/> throws.</summary>
    public async Task RunAsync(long position, Func<IReadOnlyList<LogRecord>, ValueTask> takeAsync, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _position, position);
        await foreach (var records in log.ReadAsync(position, cancellationToken))
        {
            await takeAsync(records);
            Interlocked.Exchange(ref _position, records[^1].Position);
        }
    }
}
