namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>How long is measured, and with how many points.</summary>
/// <param name="Points">That send; a tenth of the highest rate.</param>
/// <param name="AlarmPoints">For one alert each.</param>
/// <param name="SaturationSeconds">As much as is taken, to know where to begin.</param>
/// <param name="SustainedSeconds">A period at a fixed rate, which is held or not.</param>
/// <param name="LeadSeconds">At that rate, before latencies are taken.</param>
/// <param name="LatencySeconds">At half of the rate that was held.</param>
/// <param name="TriesMaximum">Periods, each at a lower rate than the one before.</param>
internal sealed record EndToEndSize(int Points, int AlarmPoints, int SaturationSeconds, int SustainedSeconds, int LeadSeconds, int LatencySeconds, int TriesMaximum)
{
    public static readonly EndToEndSize Usual = new(Points: 40_000, AlarmPoints: 4_000, SaturationSeconds: 10, SustainedSeconds: 60, LeadSeconds: 10, LatencySeconds: 60, TriesMaximum: 6);

    public static readonly EndToEndSize Quick = new(Points: 2_000, AlarmPoints: 200, SaturationSeconds: 1, SustainedSeconds: 2, LeadSeconds: 1, LatencySeconds: 2, TriesMaximum: 1);
}
