namespace DustWatch.Alerting.Detection;

/// <summary>One level of one rule at one point. While it is off, a run leads to on; while it is on, to off.</summary>
internal struct LatchState
{
    /// <summary>Stands for "no run".</summary>
    public const long NoRun = long.MinValue;

    public bool IsOn;
    public long RunStart;
    public long RunCovered; // covered ms of the series up to RunStart

    public static readonly LatchState Off = new() { RunStart = NoRun };
}
