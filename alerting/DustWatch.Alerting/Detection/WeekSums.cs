namespace DustWatch.Alerting.Detection;

/// <summary>The energy of a week so far, for each name of a shift by itself.</summary>
internal sealed class WeekSums(int names)
{
    public readonly Int128[] Sums = new Int128[names]; // Σ weight · ms
    public readonly long[] Covered = new long[names]; // ms

    public void Clear()
    {
        Array.Clear(Sums);
        Array.Clear(Covered);
    }
}
