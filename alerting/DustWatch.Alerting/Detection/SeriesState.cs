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

    /// <summary>Moves on by a sample that has been judged.</summary>
    /// <param name="step">The sample.</param>
    /// <param name="value">Its value as it was sent.</param>
    public void Take(in Step step, long value)
    {
        (LastTime, LastValue) = (step.To, value);
        if (step.IsValid)
        {
            CoveredEnd = step.To;
            CoveredTotal += step.To - step.From;
        }
    }

    public static readonly SeriesState Fresh = new() { LastTime = Never, LastArrival = Never, CoveredEnd = Never, ClosedUntil = Never };
}
