using DustWatch.Alerting.Detection.Calm;

namespace DustWatch.Alerting.Detection;

/// <summary>One quantity of one point: what every sample of it looks at, and the samples that await. <see cref="CalmPath"/> says what calm is.</summary>
internal struct SeriesFront
{
    public long LastTime; // of any flag
    public long LastValue; // as sent
    public long LastArrival;
    public long SameSince; // time of the first of the samples that read LastValue; while it is calm
    public long CalmUntil; // a later sample is judged by itself
    public long CalmSum; // what samples may still add, each times its ms, before one is judged by itself
    public int CalmHigh; // a larger one is judged by itself
    public int Interval; // ms; one that comes after less than half or more than one and a half of it is judged by itself
    public int ClockMax; // ms between time and arrival; more is judged by itself
    public byte Count; // of those that await
    public bool HasTaken; // since the arrival of a sample of the point was noted last
    public bool HasFactor;
    public AwaitingSamples Awaiting;

    public static readonly SeriesFront Fresh = new() { LastTime = SeriesState.Never, LastArrival = SeriesState.Never, CalmUntil = SeriesState.Never };
}
