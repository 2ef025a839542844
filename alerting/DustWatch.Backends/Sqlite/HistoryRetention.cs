namespace DustWatch.Backends.Sqlite;

/// <summary>How long the history keeps what, by event time.</summary>
/// <param name="Raw">Samples.</param>
/// <param name="Minute">Summaries of minutes.</param>
/// <param name="Shift">Summaries of shifts.</param>
/// <param name="Ungathered">The newest samples in memory, before they are gathered into chunks of the file and summed up.</param>
public sealed record HistoryRetention(TimeSpan Raw, TimeSpan Minute, TimeSpan Shift, TimeSpan Ungathered)
{
    /// <summary>Bytes of the newest samples that memory holds; when there are more they are gathered before their time.</summary>
    public long UngatheredBytes { get; init; } = 256L << 20;

    /// <summary>As the settings have it when nothing is set.</summary>
    public static HistoryRetention Default { get; } = new(TimeSpan.FromDays(30), TimeSpan.FromDays(732), TimeSpan.FromDays(3660), TimeSpan.FromMinutes(10));
}
