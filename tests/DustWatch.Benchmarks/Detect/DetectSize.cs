namespace DustWatch.Benchmarks.Detect;

/// <summary>How much is given to detection, and for how long.</summary>
/// <param name="Points">Monitoring points.</param>
/// <param name="IntervalMilliseconds">From one sample of a point to its next.</param>
/// <param name="SamplesEach">Samples of each point in a round.</param>
/// <param name="WarmRounds">Rounds until the windows are full.</param>
/// <param name="Rounds">Rounds that count.</param>
internal sealed record DetectSize(int Points, long IntervalMilliseconds, int SamplesEach, int WarmRounds, int Rounds)
{
    public const long WindowMilliseconds = 15 * 60_000;
    public const long ShiftMilliseconds = 8 * 3_600_000;

    /// <summary>10,000 points, 10 s apart, their windows of 15 min full.</summary>
    public static readonly DetectSize Usual = new(10_000, 10_000, SamplesEach: 100, WarmRounds: 2, Rounds: 9);

    /// <summary>The same in a few seconds.</summary>
    public static readonly DetectSize Quick = new(10_000, 10_000, SamplesEach: 25, WarmRounds: 4, Rounds: 3);

    /// <summary>1,000 points after 11 h at 1 Hz.</summary>
    public static readonly DetectSize Full = new(1_000, 1_000, SamplesEach: 1_100, WarmRounds: 36, Rounds: 5);

    /// <summary>1,000,000 points, 1 min apart, their windows of 15 min full.</summary>
    public static readonly DetectSize Million = new(1_000_000, 60_000, SamplesEach: 1, WarmRounds: 16, Rounds: 3);

    /// <summary>As <see cref="Full"/>, for memory alone: fewer points have as many bytes each.</summary>
    public static readonly DetectSize FullFootprint = Full with { Points = 200 };

    /// <summary>As <see cref="Million"/>, for memory alone.</summary>
    public static readonly DetectSize MinuteFootprint = Million with { Points = 100_000 };

    /// <summary>Samples of a point that lie in a window of 15 min.</summary>
    public int WindowSamples => (int)(WindowMilliseconds / IntervalMilliseconds);
}
