namespace DustWatch.Alerting.Detection.Calm;

/// <summary>A sample that awaits: its value as it was sent, and the low half of its time.</summary>
internal readonly record struct AwaitingSample(int Value, int Time);
