namespace DustWatch.Backends.Sqlite;

/// <summary>Capacities of <see cref="SqliteSampleLog"/>. The defaults are for one process on a small machine.</summary>
/// <param name="PendingSamplesMaximum">Samples that wait for a commit; further appends wait for room.</param>
/// <param name="PendingRecordsMaximum">Records (a batch, a tick, a control record) that wait for a commit.</param>
/// <param name="WaitingSamplesMaximum">Samples that wait while the log is full; further appends are refused.</param>
/// <param name="BatchSamplesMaximum">Samples of one record; more become several.</param>
/// <param name="TailSamplesMaximum">Samples of the newest records that are kept in memory for readers that keep up.</param>
/// <param name="TailRecordsMaximum">Newest records that are kept in memory.</param>
/// <param name="PageSamplesMaximum">A reader that is behind reads records from the file until it has so many samples.</param>
/// <param name="PageRecordsMaximum">A reader that is behind reads at most so many records at once.</param>
/// <param name="VerifiedRecordsMaximum">Newest records whose checksum is verified when the log is opened.</param>
public sealed record SampleLogLimits(
    int PendingSamplesMaximum = 1 << 20,
    int PendingRecordsMaximum = 4096,
    int WaitingSamplesMaximum = 1 << 20,
    int BatchSamplesMaximum = 65_536,
    int TailSamplesMaximum = 1 << 20,
    int TailRecordsMaximum = 4096,
    int PageSamplesMaximum = 131_072,
    int PageRecordsMaximum = 1024,
    int VerifiedRecordsMaximum = 256);
