namespace DustWatch.Alerting.Detection;

/// <summary>One rule on the quality of data at one point.</summary>
internal struct FaultState
{
    public bool IsFault;
    public int Holding; // bit by quantity, or bit 0 for the point as a whole: what is at fault just now
    public long HeldAt; // of the last change of Holding
    public int HeldWho; // and whose it was
    public long EpisodeStart;
    public long LastAt;
    public int LastN;
    public long Since; // clock: arrival since which the point's time has been off
    public long SilentSince; // offline: arrival of the last sample before the last silence
    public FlapState? Flap;

    public static readonly FaultState Fresh = new() { HeldAt = long.MinValue, LastAt = long.MinValue, Since = SeriesState.Never, SilentSince = SeriesState.Never };
}
