using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>The short means of a shift or day: the one that is being summed, the runs of those above the bound, and how many.</summary>
internal sealed class PartRuns
{
    /// <summary>Stands for "none yet".</summary>
    public const long None = long.MinValue;

    // The part (Start, End] that is being summed.
    public long Start;
    public long End = None;
    public long Worked; // ms of it outside breaks
    public Int128 Sum;
    public long Covered;

    /// <summary>End of the last part that is over, judged or not: what comes later for it is too late.</summary>
    public long ClosedUntil = None;

    // The last part that was judged.
    public long JudgedEnd = None;
    public Int128 JudgedSum;
    public long JudgedCovered;
    public long JudgedWorked;

    // Runs of parts above the bound.
    public long Number; // of runs begun, or of parts above
    public long RunStart = None; // None: no run goes on
    public long RunEnd = None; // end of the last part above, of this run or the one before
    public bool IsTooLong;
    public bool IsTooSoon;

    // Long uncovered stretches since the last evaluation: one that began before it, and whether there was another.
    public bool IsBroken;
    public long UncoveredFrom = None;
    public long UncoveredUntil = None;

    /// <summary>Whether the last judged part was above the bound.</summary>
    public bool IsAbove(BoundParts parts) => JudgedSum > Wide.Times(parts.Above, JudgedCovered);

    /// <summary>Waits for the parts of another window.</summary>
    public void Clear()
    {
        (Start, End, Worked, Sum, Covered) = (0, None, 0, 0, 0);
        ClosedUntil = None;
        (JudgedEnd, JudgedSum, JudgedCovered, JudgedWorked) = (None, 0, 0, 0);
        (Number, RunStart, RunEnd, IsTooLong, IsTooSoon) = (0, None, None, false, false);
        ForgetUncovered();
    }

    /// <summary>Notes the long uncovered stretch before a sample.</summary>
    public void NoteUncovered(long from, long until)
    {
        if (UncoveredUntil == until)
        {
            return; // another piece of the same sample
        }

        IsBroken |= UncoveredUntil != None || from >= JudgedEnd;
        (UncoveredFrom, UncoveredUntil) = (from, until);
    }

    /// <summary>Forgets the stretches that an evaluation has taken.</summary>
    public void ForgetUncovered() => (IsBroken, UncoveredFrom, UncoveredUntil) = (false, None, None);

    /// <summary>Starts to sum the part (<paramref name="start"/>, <paramref name="end"/>].</summary>
    public void Begin(long start, long end, long worked) => (Start, End, Worked, Sum, Covered) = (start, end, worked, 0, 0);

    /// <summary>Judges the part that has been summed; <see langword="false"/> when too little of it is covered.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="isAfterGap">Whether more than <c>hold</c> outside breaks lies between the last judged part and this one: that ends a run.</param>
    public bool TryJudge(BoundRule rule, bool isAfterGap)
    {
        var parts = rule.Parts ?? throw new System.Diagnostics.UnreachableException("A rule without parts.");
        (IsTooLong, IsTooSoon) = (false, false);
        if (Covered == 0 || Covered * FixedPoint.One < Worked * rule.MinCoverageMillionths)
        {
            return false;
        }

        var isAbove = Sum > Wide.Times(parts.Above, Covered);
        if (!rule.IsEpisodes)
        {
            Number += isAbove ? 1 : 0;
        }
        else
        {
            Run(parts, isAbove, isAfterGap);
        }

        (JudgedEnd, JudgedSum, JudgedCovered, JudgedWorked) = (End, Sum, Covered, Worked);
        return true;
    }

    private void Run(BoundParts parts, bool isAbove, bool isAfterGap)
    {
        if (isAfterGap || !isAbove)
        {
            RunStart = None;
        }

        if (!isAbove)
        {
            return;
        }

        if (RunStart == None)
        {
            IsTooSoon = RunEnd != None && Start - RunEnd < parts.ApartMilliseconds;
            RunStart = Start;
            Number++;
        }

        RunEnd = End;
        IsTooLong = End - RunStart > parts.LongestMilliseconds;
    }
}
