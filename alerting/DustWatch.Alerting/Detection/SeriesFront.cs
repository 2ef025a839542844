using DustWatch.Alerting.Detection.Calm;

namespace DustWatch.Alerting.Detection;

/// <summary>One quantity of one point: what every sample of it looks at, in 48 bytes, so that as many series as can be stand in the cache. <see cref="CalmPath"/> says what calm is.</summary>
internal struct SeriesFront
{
    public long LastTime; // of any flag
    public long CalmUntil; // a later sample is judged by itself
    public long CalmSum; // what samples may still add, each times its ms, before one is judged by itself
    public long LastArrival;
    public int CalmHigh; // a larger one is judged by itself
    public int Spacing; // ms between samples; one that comes sooner or later is looked at more closely; Uneven: each is
    public int ClockMax; // ms between time and arrival; more is judged by itself
    public byte First; // place of the first sample that awaits
    public byte Count; // place of the next one
    public bool HasTaken; // since the arrival of a sample of the point was noted last
    public bool HasFactor;

    /// <summary>Stands in <see cref="Spacing"/> when samples await at spacings of their own (<see cref="UnevenSpacings"/>): none comes so long after another, and is calm.</summary>
    public const int Uneven = int.MaxValue;

    public static readonly SeriesFront Fresh = new() { LastTime = SeriesState.Never, LastArrival = SeriesState.Never, CalmUntil = SeriesState.Never };
}
