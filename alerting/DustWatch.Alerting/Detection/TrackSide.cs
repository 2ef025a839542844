namespace DustWatch.Alerting.Detection;

/// <summary>State that only some kinds of rules need.</summary>
internal sealed class TrackSide
{
    public SlidingExtreme? Extreme; // sliding max, min (negated)
    public MinuteBuckets? Minutes; // sliding, over 15 min
    public PartRuns? Parts; // episodes, count
    public WeekSums? Names; // lexw
    public FlapState? Flap;
}
