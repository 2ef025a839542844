namespace DustWatch.Tests.Alerting;

/// <summary>A covered interval, <c>(From, To]</c>, and the sample that covers it.</summary>
internal sealed record ReferenceInterval(long From, long To, long Value, bool IsCensored, long SampleTime);
