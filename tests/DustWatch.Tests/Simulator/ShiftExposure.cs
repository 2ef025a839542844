using DustWatch.Measurements;

namespace DustWatch.Tests.Simulator;

/// <summary>The shift's exposure as the detection page has it, computed plainly from samples.</summary>
/// <param name="At">A sample's time.</param>
/// <param name="Value">twa8h in mg/m³, or lex8h in dB(A).</param>
/// <param name="AtEnd">The same at the shift's end if the last 15 minutes go on; null in the first 15 minutes and below 75 % coverage.</param>
internal readonly record struct ShiftExposure(Instant At, double Value, double? AtEnd)
{
    private const double EightHours = 8 * 3_600_000;
    private const long Fifteen = 15 * 60_000;
    private const long Step = 10_000;

    /// <summary>At each sample of one quantity that covers some of <paramref name="shift"/>; in order.</summary>
    public static List<ShiftExposure> Evaluate(IReadOnlyList<Sample> samples, Interval shift)
    {
        var isLevel = samples.Count > 0 && Quantities.IsDecibel(samples[0].Quantity);
        var parts = new List<(Instant Start, Instant End, double Weight)>();
        var result = new List<ShiftExposure>();
        var (sum, first, recent, recentMilliseconds) = (0.0, 0, 0.0, 0.0);
        for (var i = 0; i < samples.Count; i++)
        {
            var t = samples[i].Time;
            var from = i > 0 && t - samples[i - 1].Time <= 3 * Step ? samples[i - 1].Time : t.Plus(-Step);
            var (start, end) = (Instant.Max(from, shift.Start), Instant.Min(t, shift.End));
            if (end <= start)
            {
                continue;
            }

            var x = isLevel ? Math.Pow(10, samples[i].Value / 1000.0) : samples[i].Value / 1e6;
            parts.Add((start, end, x));
            sum += x * (end - start);
            recent += x * (end - start);
            recentMilliseconds += end - start;
            while (parts[first].End <= end.Plus(-Fifteen))
            {
                recent -= parts[first].Weight * (parts[first].End - parts[first].Start);
                recentMilliseconds -= parts[first].End - parts[first].Start;
                first++;
            }

            double? projected = end - shift.Start >= Fifteen && recentMilliseconds >= 0.75 * Fifteen
                ? sum + (recent / recentMilliseconds * (shift.End - end))
                : null;
            result.Add(new ShiftExposure(end, Value(sum), projected is { } p ? Value(p) : null));
        }

        double Value(double total) => isLevel ? 10 * Math.Log10(total / EightHours) : total / EightHours;
        return result;
    }

    /// <summary>When the projection has been above <paramref name="limit"/> for ten minutes for the first time, or null.</summary>
    public static Instant? FindProjected(IEnumerable<ShiftExposure> exposures, double limit)
    {
        Instant? since = null;
        foreach (var exposure in exposures)
        {
            since = exposure.AtEnd > limit ? since ?? exposure.At : null;
            if (since is { } start && exposure.At - start >= 600_000)
            {
                return exposure.At;
            }
        }

        return null;
    }
}
