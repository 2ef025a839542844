using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// Which of two samples of one series and time stands, by the near history. What comes again comes in order of time, so it is read some samples ahead, and most
/// answers are at hand. One thread.
/// </summary>
/// <param name="near">Holds every sample that is asked for.</param>
internal sealed class StandingSamples(IHistoryReader near)
{
    private const int PageSamples = 128;
    private const int KeptSamplesMaximum = 1 << 20; // of all series; more, and it begins anew

    private readonly Dictionary<(int Point, Quantity Quantity), IReadOnlyList<Sample>> _pages = []; // by time
    private int _kept;

    /// <summary>The sample that stands at the time of <paramref name="sample"/>.</summary>
    public Sample Of(in Sample sample)
    {
        var series = (sample.Point, sample.Quantity);
        if (_pages.TryGetValue(series, out var page) && TryFind(page, sample.Time, out var known))
        {
            return known; // what stands once goes on standing
        }

        _kept -= page?.Count ?? 0;
        page = [.. near.Read(sample.Point, sample.Quantity, new Interval(sample.Time.Plus(-1), new Instant(long.MaxValue)), PageSamples)]; // a list may have room for more
        if (_kept + page.Count > KeptSamplesMaximum)
        {
            _pages.Clear();
            _kept = 0;
        }

        _pages[series] = page;
        _kept += page.Count;
        return TryFind(page, sample.Time, out var standing) ? standing : sample;
    }

    private static bool TryFind(IReadOnlyList<Sample> page, Instant time, out Sample found)
    {
        var (low, high) = (0, page.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = page[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        found = low < page.Count ? page[low] : default;
        return low < page.Count && found.Time == time;
    }
}
