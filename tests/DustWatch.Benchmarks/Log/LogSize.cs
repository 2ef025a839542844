namespace DustWatch.Benchmarks.Log;

/// <summary>How much is stored and read.</summary>
/// <param name="Batches">Of <see cref="LogSuite.BatchSamples"/> samples, in a turn.</param>
/// <param name="RowBatches">The same for rows, which take longer.</param>
/// <param name="WarmRounds">Rounds before the first that counts.</param>
/// <param name="Rounds">Rounds that count.</param>
internal sealed record LogSize(int Batches, int RowBatches, int WarmRounds, int Rounds)
{
    public static readonly LogSize Usual = new(Batches: 1_024, RowBatches: 64, WarmRounds: 1, Rounds: 7);

    public static readonly LogSize Quick = new(Batches: 64, RowBatches: 8, WarmRounds: 1, Rounds: 3);
}
