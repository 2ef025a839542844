using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>A history page by page, so that a month at 1 Hz is folded without ever being in memory.</summary>
public static class HistoryPages
{
    private const int PageSamples = 8192;

    /// <summary>Samples of one point and quantity with time in <paramref name="span"/>, by time.</summary>
    public static IEnumerable<Sample> ReadAll(this IHistoryReader history, int point, Quantity quantity, Interval span)
    {
        while (true)
        {
            var page = history.Read(point, quantity, span, PageSamples);
            foreach (var sample in page)
            {
                yield return sample;
            }

            if (page.Count < PageSamples)
            {
                yield break;
            }

            span = span with { Start = page[^1].Time };
        }
    }

    /// <summary>What <see cref="HistorySteps.Compute"/> needs: the sample before what counts, if any, and those that can overlap it.</summary>
    public static IEnumerable<Sample> ReadAround(this IHistoryReader history, int point, Quantity quantity, HistoryStepping stepping)
    {
        if (history.FindLast(point, quantity, stepping.Counted.Start) is { } before)
        {
            yield return before;
        }

        foreach (var sample in history.ReadAll(point, quantity, stepping.SampleTimes))
        {
            yield return sample;
        }
    }

    /// <summary>What the samples of a history cover of each step, from the samples themselves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="HistoryStepping.CountMaximum"/> steps, or a length that is not above 0.</exception>
    public static HistorySum[] SumSamples(this IHistoryReader history, int point, Quantity quantity, HistoryStepping stepping)
    {
        var sums = HistorySteps.CreateSums(stepping);
        HistorySteps.Add(history.ReadAround(point, quantity, stepping), quantity, stepping, sums);
        return sums;
    }
}
