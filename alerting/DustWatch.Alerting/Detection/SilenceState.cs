namespace DustWatch.Alerting.Detection;

/// <summary>One offline rule at one point.</summary>
internal struct SilenceState
{
    public bool IsFault;
    public long EpisodeStart;
    public long LastAt;
    public int LastN;

    public static readonly SilenceState Fresh = new() { LastAt = long.MinValue };
}
