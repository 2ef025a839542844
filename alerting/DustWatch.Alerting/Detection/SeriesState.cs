namespace DustWatch.Alerting.Detection;

/// <summary>One quantity of one point: what of its time is covered, and what else of it only judging looks at.</summary>
internal struct SeriesState
{
    /// <summary>Stands for "never".</summary>
    public const long Never = long.MinValue;

    public long CoveredEnd; // end of the last valid interval
    public long CoveredTotal; // ms of all valid intervals
    public long ClosedUntil; // end of the last window that a tick closed
    public long LastValue; // as sent, of the last sample before those that await
    public long SameSince; // time of the first of the samples that read LastValue; while it is calm
    public long CalmFrom; // no earlier is it worth asking whether the series is calm; decides nothing but speed
    public bool HasSpikes; // the last calm was ended by a high sample; decides nothing but speed

    public static readonly SeriesState Fresh = new() { CoveredEnd = Never, ClosedUntil = Never };

    /// <summary>Moves on by a sample that has been judged.</summary>
    public void Take(in Step step)
    {
        if (step.IsValid)
        {
            CoveredEnd = step.To;
            CoveredTotal += step.To - step.From;
        }
    }
}
