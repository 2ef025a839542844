using DustWatch.Backends;
using DustWatch.Ingest.Log;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// Tells the log which of its records nobody needs: those that every consumer has taken, that history and ledger hold even after a power cut, and that lie
/// before the oldest checkpoint from which a shard may have to go on. When the log is short of room, the history does not wait to gather what it holds in memory.
/// </summary>
internal sealed class LogRelease(Installation installation, Checkpoints checkpoints, Func<IReadOnlyList<(string Name, long Position)>> consumers, TimeProvider clock, ILogger logger)
{
    private string? _refusal;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Limits.ReleasePeriodWhenFull, clock);
        var released = clock.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            TellRefusal(installation.Log.Room);
            if (_refusal is null && clock.GetElapsedTime(released) < Limits.ReleasePeriod)
            {
                continue;
            }

            released = clock.GetTimestamp();
            try
            {
                Release();
            }
            catch (IOException exception)
            {
                PipelineLog.ReleaseFailed(logger, exception.Message);
            }
        }
    }

    private void Release()
    {
        var shards = Enumerable.Range(0, Limits.DetectionShards).ToList();
        var position = Math.Min(
            Math.Min(consumers().Min(c => c.Position), Math.Min(SyncHistory(), installation.Influx?.SavedPosition ?? long.MaxValue)),
            shards.Min(shard => Math.Min(installation.Ledger.PositionOf(shard), checkpoints.PositionsOf(shard) is [.., var oldest] ? oldest : 0)));
        installation.Log.Release(position, shards.Min(shard => Math.Min(position, checkpoints.OldestSnapshotOf(shard) ?? position)));
    }

    // What the history holds in memory must not fill a small log.
    private long SyncHistory()
    {
        var (log, saved) = (installation.Log, installation.SyncHistory(gathersAll: false));
        var isNeeded = _refusal is not null || (log.Room.BytesUsed > log.Room.BytesMaximum / 2 && log.End - saved > (log.End - log.First) / 2);
        return isNeeded ? installation.SyncHistory(gathersAll: true) : saved;
    }

    private void TellRefusal(LogRoom room)
    {
        if (room.Refusal is { } refusal && _refusal is null)
        {
            PipelineLog.LogFull(logger, refusal);
        }
        else if (room.Refusal is null && _refusal is not null)
        {
            PipelineLog.LogHasRoom(logger);
        }

        _refusal = room.Refusal;
    }
}
