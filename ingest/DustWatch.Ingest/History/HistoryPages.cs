using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>A history page by page, so that a month at 1 Hz is folded without ever being in memory.</summary>
public static class HistoryPages
{
    private const int PageSamples = 8192;

    /// <summary>Samples of one point and quantity with time in <paramref name="span"/>, by time.</summary>
    public static IEnumerable<Sample> ReadAll(this IHistory history, int point, Quantity quantity, Interval span)
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

    /// <summary>What <see cref="HistorySteps.Compute"/> needs: the sample before the steps, if any, and those that can overlap them.</summary>
    public static IEnumerable<Sample> ReadAround(this IHistory history, int point, Quantity quantity, HistoryStepping stepping)
    {
        if (history.FindLast(point, quantity, stepping.Covered.Start) is { } before)
        {
            yield return before;
        }

        foreach (var sample in history.ReadAll(point, quantity, stepping.SampleTimes))
        {
            yield return sample;
        }
    }
}
