namespace DustWatch.Alerting.Detection;

/// <summary>One quantity of one point: where its time stands.</summary>
internal struct SeriesState
{
    /// <summary>Stands for "never".</summary>
    public const long Never = long.MinValue;

    public long LastTime; // of any flag
    public long LastValue; // as sent
    public long LastArrival;
    public long CoveredEnd; // end of the last valid interval
    public long CoveredTotal; // ms of all valid intervals
    public long ClosedUntil; // end of the last window that a tick closed

    public static readonly SeriesState Fresh = new() { LastTime = Never, LastArrival = Never, CoveredEnd = Never, ClosedUntil = Never };
}
