using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>One rule at one point: its window so far and its level.</summary>
internal struct TrackState
{
    public Level Level;
    public bool IsQuiet; // no latch is on and no run has begun
    public long EpisodeStart;
    public long LastAt; // of the last transition
    public int LastN;

    // The shift, day or week (Start, End], or the next one when nothing has fallen into it yet.
    public long Start;
    public long End;
    public int Shift;
    public bool IsOpen; // a sample or a covered stretch fell into it
    public Int128 Sum;
    public long Covered; // 0: no valid interval overlaps the window
    public SampleMarks Marks;
    public long Raw; // last, max, min or count of the samples
    public long PeakTime;
    public long PeakValue;
    public HighestMinute Minutes;

    public SlidingSum Sliding;

    /// <summary>A rule at which nothing has arrived.</summary>
    public static readonly TrackState Fresh = new() { IsQuiet = true, LastAt = long.MinValue, Start = long.MinValue, End = long.MinValue };

    /// <summary>Starts to wait for <paramref name="window"/>.</summary>
    public void Await(in ShiftWindow window)
    {
        (Start, End, Shift) = (window.Span.Start.Milliseconds, window.Span.End.Milliseconds, window.Shift);
        (IsOpen, Sum, Covered, Marks) = (false, 0, 0, SampleMarks.None);
        (Raw, PeakTime, PeakValue, Minutes) = (0, 0, 0, default);
    }
}
