namespace DustWatch.Tests.Alerting;

/// <summary>A covered interval, <c>(From, To]</c>, and the sample that covers it: as it was sent, and as it is judged.</summary>
internal sealed record ReferenceInterval(long From, long To, long Value, long Raw, bool IsCensored, bool IsUncorrected, long SampleTime)
{
    public long Length => To - From;
}
