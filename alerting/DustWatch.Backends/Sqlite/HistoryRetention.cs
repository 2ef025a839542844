namespace DustWatch.Backends.Sqlite;

/// <summary>How long the history keeps what.</summary>
/// <param name="Raw">Samples, by their own time.</param>
/// <param name="Rows">Samples that are rows of their own, before they are gathered into chunks.</param>
public sealed record HistoryRetention(TimeSpan Raw, TimeSpan Rows)
{
    /// <summary>As the settings have it when nothing is set.</summary>
    public static HistoryRetention Default { get; } = new(TimeSpan.FromDays(30), TimeSpan.FromMinutes(10));
}
