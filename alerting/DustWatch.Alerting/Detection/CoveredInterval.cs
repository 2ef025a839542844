namespace DustWatch.Alerting.Detection;

/// <summary>One covered interval, <c>(Start, End]</c>.</summary>
internal readonly record struct CoveredInterval(long End, int Milliseconds, long Value, SampleMarks Marks)
{
    public long Start => End - Milliseconds;
}
