using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Commands;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// What a data folder holds, to be judged again. It only reads, page by page, and takes no lock: SQLite's write-ahead log shows each reader what was committed
/// when it asked, and the log has what a running server's history holds in memory, so one may run, start or stop meanwhile. Records that are committed after the beginning are not among them.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="stored">Its registry.</param>
/// <param name="influx">The archive of what is older than the data folder holds; null for none.</param>
/// <param name="clock">Tells what is how old.</param>
internal sealed class StoredSamples(DataFolder folder, Registry stored, InfluxOptions? influx, TimeProvider clock) : IDisposable
{
    private SqliteLogReader? _log;

    /// <summary>
    /// The log's records where the log still holds all of <paramref name="span"/>: judged with their arrival and the ticks between them. Else the history's
    /// samples, each as if it had arrived at its own time.
    /// </summary>
    /// <param name="span">Of arrivals in the log, of event time in the history.</param>
    /// <param name="given">The points to judge in place of the stored ones, found by their ids; null: as stored.</param>
    /// <param name="progress">Says which of the two it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailedException">The folder holds neither.</exception>
    public IBacktestSource Open(Interval span, Registry? given, CommandProgress progress, CancellationToken cancellationToken)
    {
        var registry = given ?? stored;
        _log = File.Exists(folder.Log) ? new SqliteLogReader(folder.Log) : null;
        if (_log?.Covers(span.Start) == true)
        {
            progress.Say($"dustwatch: judging the log from {span.Start} to {span.End}, with the arrivals and ticks that it recorded");
            return new LogReplay(_log, span, given, Environment.ProcessorCount);
        }

        if (!File.Exists(folder.History) && influx is null)
        {
            throw new CommandFailedException($"There is neither log nor history of that time in {folder.Path}. Name the data folder with --Data=FOLDER, or --demo for the demo's.");
        }

        progress.Say($"dustwatch: judging the history from {span.Start} to {span.End}, each sample as if it had arrived at its time: the log does not go back so far");
        var history = OpenHistory();
        try
        {
            var samples = HistorySamples.Read(history, registry, stored, span, progress, cancellationToken);
            return new SampleSet(registry, samples, Limits.BacktestShardsOf(registry.Points.Count), Environment.ProcessorCount);
        }
        finally
        {
            history.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private IHistoryReader OpenHistory()
    {
        var near = File.Exists(folder.History) ? OpenNearHistory() : null;
        var archive = influx is null ? null : new InfluxArchive(influx, () => stored, clock);
        return (near, archive) switch
        {
            ({ }, { }) => new TieredHistory(near, archive, Limits.NearHistory, clock),
            ({ }, null) => near,
            (null, { }) => archive,
            _ => throw new System.Diagnostics.UnreachableException("One of them is there."),
        };
    }

    // The newest samples are in its writer's memory, and in the log.
    private SqliteHistory OpenNearHistory()
    {
        var history = SqliteHistory.OpenToRead(folder.History);
        foreach (var page in _log?.ReadFrom(history.Position + 1) ?? [])
        {
            history.WriteAsync(page, CancellationToken.None).AsTask().GetAwaiter().GetResult(); // into memory
        }

        return history;
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();
}
