using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection.Calm;

/// <summary>The rules on the quality of data while a series is calm: how long none of them can find anything, and what they keep of the samples.</summary>
internal sealed class CalmQuality(DetectionPlan plan, DetectionState state)
{
    private const int OutliersBeforeMedian = (Spacings.Count / 2) - 1; // so many of the spacings on one side leave the median where it is

    /// <summary>How long samples up to <paramref name="high"/> (as sent) that come half to one and a half intervals apart raise no fault, ms; 0: they may.</summary>
    public long TimeOf(int number, long longest, long high)
    {
        var series = plan.Series[number];
        ref readonly var quality = ref state.Quality[number];
        var point = plan.Points[series.Local];
        var time = longest;
        foreach (ref readonly var rule in series.Quality.AsSpan())
        {
            ref readonly var fault = ref state.Faults[point.FirstFault + rule.Number];
            if ((fault.Holding & (1 << (int)series.Quantity)) != 0
                || fault.Flap is { IsFlapping: true }
                || (fault.Flap is not null && fault.HeldAt > state.Fronts[number].LastTime))
            {
                return 0; // each evaluation ends something, or comes too late for something
            }

            time = Math.Min(time, rule.Rule.Kind switch
            {
                RuleKind.Stuck => quality.SameSince + rule.Rule.AfterMilliseconds - 1 - state.Fronts[number].LastTime,
                RuleKind.Interval => IsEven(quality.Spacings, series.IntervalMilliseconds) ? longest : 0,
                RuleKind.Step => Wide.Product(Math.Max(high, state.Series[number].LastValue), 2_000) <= Wide.Product(rule.PerSecond, series.IntervalMilliseconds) ? longest : 0,
                _ => longest, // samples are not over range, and have their factor
            });
        }

        return time;
    }

    /// <summary>Takes what the rules keep of samples that have been waiting, <paramref name="from"/> to before <paramref name="to"/> in the ring.</summary>
    public void Settle(int number, IntervalRing ring, long from, long to)
    {
        var series = plan.Series[number];
        if (series.Quality.Length == 0)
        {
            return;
        }

        ref var quality = ref state.Quality[number];
        if (series.HasSpacings)
        {
            var spacings = quality.Spacings ??= new Spacings();
            var kept = Math.Max(from, to - Spacings.Count);
            spacings.Seen += kept - from;
            for (; kept < to; kept++)
            {
                spacings.Add(ring[kept].Milliseconds);
            }
        }

        var (time, value) = (state.Fronts[number].LastTime, state.Series[number].LastValue);
        (quality.ValidTime, quality.ValidValue) = (time, value);
        quality.SameSince = value > series.Resolution ? state.Series[number].SameSince : time;
    }

    /// <summary>Whether so few spacings are long, and so few short, that even ones cannot move the median out of its bounds.</summary>
    private static bool IsEven(Spacings? spacings, long interval)
    {
        if (spacings is null)
        {
            return false;
        }

        var (longer, shorter) = (0, 0);
        foreach (var spacing in spacings.Milliseconds.AsSpan(0, (int)Math.Min(spacings.Seen, Spacings.Count)))
        {
            longer += 2 * spacing > 3 * interval ? 1 : 0;
            shorter += 2 * spacing < interval ? 1 : 0;
        }

        return longer <= OutliersBeforeMedian && shorter <= OutliersBeforeMedian;
    }
}
