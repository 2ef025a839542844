using DustWatch.Backends.Influx;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What the operator of the machine is told of the archive: when its trouble begins and ends, and, once a minute at most, what it refuses.</summary>
internal static partial class ArchiveLog
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    public static void Follow(InfluxCounts counts, ILogger logger, TimeProvider clock)
    {
        var gate = new Lock();
        long? toldAt = null;
        counts.TroubleBegan += trouble => Began(logger, trouble.Reason);
        counts.TroubleEnded += trouble => Ended(logger, trouble.Since.ToString());
        counts.LinesSetAside += (lines, reason) =>
        {
            lock (gate)
            {
                if (toldAt is { } before && clock.GetElapsedTime(before) < Period)
                {
                    return;
                }

                toldAt = clock.GetTimestamp();
            }

            SetAside(logger, lines, reason, counts.SetAside);
        };
    }

    /// <summary>A reader of the older history gets no answer.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    public static partial void TellSilence(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "InfluxDB does not take the history: {Reason} It waits in the log, and is sent when InfluxDB can be reached again.")]
    private static partial void Began(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "InfluxDB takes the history again; it did not since {Since}.")]
    private static partial void Ended(ILogger logger, string since);

    [LoggerMessage(Level = LogLevel.Warning, Message = "InfluxDB refuses {Lines} lines: {Reason} They are in influx.refused in the data folder, {Total} since the start.")]
    private static partial void SetAside(ILogger logger, long lines, string reason, long total);
}
