namespace DustWatch.Benchmarks.Backtesting;

/// <summary>How much is judged, and how often.</summary>
/// <param name="Points">Monitoring points, one sample a second each.</param>
/// <param name="Seconds">How long each of them is on.</param>
/// <param name="WarmRounds">Rounds before the first that counts.</param>
/// <param name="Rounds">Rounds that count.</param>
internal sealed record BacktestSize(int Points, int Seconds, int WarmRounds, int Rounds)
{
    private const int DaySeconds = 86_400;

    /// <summary>20 hours of 100 points: 7.2 million samples, 290 MB.</summary>
    public static readonly BacktestSize Usual = new(100, 72_000, WarmRounds: 1, Rounds: 3);

    /// <summary>20 minutes; most of it is the process's start.</summary>
    public static readonly BacktestSize Quick = new(100, 1_200, WarmRounds: 0, Rounds: 1);

    /// <summary>30 days of 100 points: 259.2 million samples, 10.6 GB.</summary>
    public static readonly BacktestSize Month = new(100, 30 * DaySeconds, WarmRounds: 0, Rounds: 1);

    /// <summary>How many samples.</summary>
    public long Samples => (long)Points * Seconds;
}
