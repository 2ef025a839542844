namespace DustWatch.Benchmarks.History;

/// <summary>How much is written.</summary>
/// <param name="Points">Points, each with one quantity.</param>
/// <param name="RecordSamples">Samples of a record of the log.</param>
/// <param name="Days">Days of one point that steps are read of.</param>
/// <param name="Records">Records of a turn with SQLite and of encoding.</param>
/// <param name="ServerRecords">Records of a turn with a server.</param>
/// <param name="WarmRounds">Rounds before the first that counts.</param>
/// <param name="Rounds">Rounds that count.</param>
internal sealed record HistorySize(int Points, int RecordSamples, int Days, int Records, int ServerRecords, int WarmRounds, int Rounds)
{
    public static readonly HistorySize Usual = new(Points: 200, RecordSamples: 20_000, Days: 29, Records: 10, ServerRecords: 80, WarmRounds: 3, Rounds: 7);

    public static readonly HistorySize Quick = new(Points: 200, RecordSamples: 10_000, Days: 2, Records: 2, ServerRecords: 4, WarmRounds: 1, Rounds: 3);
}
