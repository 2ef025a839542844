namespace DustWatch.Tests.Simulation;

/// <summary>What there is at the end of a simulated day.</summary>
/// <param name="Samples">Sent so far.</param>
/// <param name="HeapBytes">Managed memory after a collection, of server and test.</param>
/// <param name="ResidentBytes">Of the whole process.</param>
/// <param name="HistoryBytes">Of history.db.</param>
/// <param name="LogBytes">Of log.db.</param>
/// <param name="LedgerBytes">Of ledger.db.</param>
/// <param name="Checkpoints">Files of checkpoints and snapshots.</param>
internal sealed record MonthDay(long Samples, long HeapBytes, long ResidentBytes, long HistoryBytes, long LogBytes, long LedgerBytes, int Checkpoints)
{
    /// <summary>Looks now.</summary>
    public static MonthDay Look(string data, long samples) => new(
        samples,
        GC.GetTotalMemory(forceFullCollection: true),
        Environment.WorkingSet,
        new FileInfo(Path.Combine(data, "history.db")).Length,
        new FileInfo(Path.Combine(data, "log.db")).Length,
        new FileInfo(Path.Combine(data, "ledger.db")).Length,
        Directory.GetFiles(Path.Combine(data, "checkpoints"), "*", SearchOption.AllDirectories).Length);
}
