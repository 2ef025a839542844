namespace DustWatch.Alerting.Detection;

/// <summary>What one point needs for the rules on arrival: how far its clock is off, and how much of what it sends is refused.</summary>
internal struct ArrivalState
{
    public long Last; // arrival of the last sample of any quantity and flag
    public bool IsWatched; // a rule on arrival holds or flaps: every arrival is looked at
    public RefusalMinutes? Refusals; // from the first refusal on

    public static ArrivalState Since(long watchingSince) => new() { Last = watchingSince };
}
