namespace DustWatch.Alerting.Detection;

/// <summary>What one series needs for the rules on the quality of its data.</summary>
internal struct QualityState
{
    public long ValidTime; // of the last valid sample
    public long ValidValue; // as sent
    public long SameSince; // time of the first of the valid samples that read ValidValue
    public long StuckSince; // SameSince of the last run that was a fault
    public Spacings? Spacings; // where a rule asks for them

    public static readonly QualityState Fresh = new() { ValidTime = SeriesState.Never, SameSince = SeriesState.Never, StuckSince = SeriesState.Never };
}
