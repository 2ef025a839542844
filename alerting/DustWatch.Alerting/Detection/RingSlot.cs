namespace DustWatch.Alerting.Detection;

/// <summary>One covered interval, <c>(End − Milliseconds, End]</c>.</summary>
internal struct RingSlot
{
    public long End;
    public long Value;
    public int Milliseconds;
    public SampleMarks Marks;

    public readonly long Start => End - Milliseconds;
}
