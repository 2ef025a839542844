using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>How far a point's run has been written.</summary>
internal struct RunPlace
{
    /// <summary>Where its next sample goes; before that is known, how many there are.</summary>
    public int Next;

    /// <summary>Time of its last sample.</summary>
    public Instant Last;

    /// <summary>Whether one is older than the one before it.</summary>
    public bool IsBack;
}
