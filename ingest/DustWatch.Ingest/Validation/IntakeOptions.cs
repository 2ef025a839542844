namespace DustWatch.Ingest.Validation;

/// <summary>What may be set about taking samples.</summary>
/// <param name="LateHorizonMilliseconds"><c>Late:Horizon</c>: how old a sample may be.</param>
/// <param name="SamplesPerSecond">Samples a second of one sender, with <see cref="BurstSeconds"/> of them saved up; 0: no bound.</param>
public sealed record IntakeOptions(
    long LateHorizonMilliseconds = IntakeOptions.DefaultLateHorizonMilliseconds,
    int SamplesPerSecond = 0)
{
    /// <summary>8 days.</summary>
    public const long DefaultLateHorizonMilliseconds = 8L * 24 * 3600 * 1000;

    /// <summary>How far ahead of the server a sample's time may be: 5 min.</summary>
    public const long FutureMillisecondsMaximum = 5L * 60 * 1000;

    /// <summary>The largest payload that is read: 256 KiB.</summary>
    public const int PayloadBytesMaximum = 256 * 1024;

    /// <summary>How many seconds of a sender's allowance it may save up, for the backlog after a cut.</summary>
    public const int BurstSeconds = 60;
}
