namespace DustWatch.Alerting.Detection;

/// <summary>What fell into one UTC minute of a long sliding window.</summary>
internal struct Minute
{
    public long End;
    public Int128 Sum;
    public long Covered;
    public long Counted; // samples that end in it and are above the rule's bound
    public long PeakTime;
    public long PeakValue;
    public SampleMarks Marks;
}
