using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>Minutes folded into a longer window: weighted by what they cover, levels as energy, never as decibels.</summary>
internal struct SummarySum
{
    private double _weighted; // Σ mean · coverage, energies for a level
    private double _covered; // Σ coverage
    private double _minimum;
    private double _maximum;
    private long _lastEnd; // ms, of the last minute

    /// <summary>Whether it cannot be told from what was added, and has to be folded anew.</summary>
    public bool IsStale { get; set; }

    /// <summary>Adds a minute that comes after those before it; one that does not makes the sum stale.</summary>
    public void Add(in HistoryStep minute, Quantity quantity)
    {
        if (minute is not { Mean: { } mean, Minimum: { } minimum, Maximum: { } maximum })
        {
            return;
        }

        IsStale |= _covered > 0 && minute.End.Milliseconds <= _lastEnd;
        _minimum = _covered == 0 ? minimum : Math.Min(_minimum, minimum);
        _maximum = _covered == 0 ? maximum : Math.Max(_maximum, maximum);
        _weighted += (Quantities.IsDecibel(quantity) ? Math.Pow(10, mean / 10) : mean) * minute.Coverage;
        _covered += minute.Coverage;
        _lastEnd = minute.End.Milliseconds;
    }

    /// <summary>The window that ends at <paramref name="end"/> and has so many minutes.</summary>
    public readonly HistoryStep ToStep(Instant end, double minutes, Quantity quantity)
    {
        if (_covered == 0)
        {
            return new HistoryStep(end, null, null, null, 0);
        }

        var mean = _weighted / _covered;
        return new HistoryStep(end, Quantities.IsDecibel(quantity) ? 10 * Math.Log10(mean) : mean, _minimum, _maximum, Math.Min(1, _covered / minutes));
    }
}
