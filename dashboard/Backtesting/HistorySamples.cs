using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Reads what a history holds of a stretch of time.</summary>
internal static class HistorySamples
{
    private const int PageSamples = 65_536;

    /// <summary>The samples in <paramref name="span"/> of every point that <paramref name="registry"/> has; of the same time in the order of quantities.</summary>
    /// <param name="history">Where they are stored.</param>
    /// <param name="registry">The points to be judged.</param>
    /// <param name="stored">The registry by whose numbers they are stored.</param>
    /// <param name="span">Event time.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static SamplesByPoint Read(IHistoryReader history, Registry registry, Registry stored, Interval span, CommandProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("reading", registry.Points.Count);
        var samples = new SamplesByPoint(registry.Points.Count);
        foreach (var point in registry.Points)
        {
            if (stored.FindPoint(point.Id) is { } known)
            {
                foreach (var page in Quantities.All.SelectMany(quantity => PagesOf(history, known.Number, quantity, span)))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    samples.Add([.. page.Select(sample => sample with { Point = point.Number })]);
                }
            }

            progress.Add(1);
        }

        return samples;
    }

    private static IEnumerable<IReadOnlyList<Sample>> PagesOf(IHistoryReader history, int point, Quantity quantity, Interval span)
    {
        IReadOnlyList<Sample> page;
        do
        {
            page = history.Read(point, quantity, span, PageSamples);
            yield return page;
            span = page.Count == 0 ? span : span with { Start = page[^1].Time };
        }
        while (page.Count == PageSamples);
    }
}
