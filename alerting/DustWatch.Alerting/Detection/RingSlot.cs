namespace DustWatch.Alerting.Detection;

/// <summary>A covered interval as it is kept: 16 bytes. Its end is the low half of its instant; the ring knows the rest.</summary>
internal readonly struct RingSlot
{
    private const int MarksShift = 29; // an interval is at most 3 days long, which takes 28 bits

    private readonly long _value;
    private readonly int _end;
    private readonly int _cover; // ms, and above them the marks

    public RingSlot(long end, int milliseconds, long value, SampleMarks marks) =>
        (_value, _end, _cover) = (value, unchecked((int)end), milliseconds | ((int)marks << MarksShift));

    public long Value => _value;

    public int Milliseconds => _cover & ((1 << MarksShift) - 1);

    public SampleMarks Marks => (SampleMarks)(_cover >>> MarksShift);

    /// <summary>The instant at which it ends; <paramref name="later"/> is at most 2³² ms (49 days) after it.</summary>
    public long EndBefore(long later) => later - unchecked((uint)((int)later - _end));
}
