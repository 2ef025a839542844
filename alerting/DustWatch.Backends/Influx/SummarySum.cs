using DustWatch.Ingest.History;

namespace DustWatch.Backends.Influx;

/// <summary>Minutes folded into a longer window, as they come.</summary>
internal struct SummarySum
{
    private long _lastEnd; // ms, of the last minute

    /// <summary>What they cover together.</summary>
    public HistorySum Sum { get; private set; }

    /// <summary>Whether it cannot be told from what was added, and has to be folded anew.</summary>
    public bool IsStale { get; set; }

    /// <summary>Whether a late sample may have left nothing of what was written of it before.</summary>
    public bool MayBeEmptied { get; set; }

    /// <summary>Adds the minute that ends at <paramref name="end"/>, ms, and comes after those before it; one that does not makes the sum stale.</summary>
    public void Add(in HistorySum minute, long end)
    {
        if (minute.CoveredMilliseconds > 0)
        {
            IsStale |= Sum.CoveredMilliseconds > 0 && end <= _lastEnd;
            Sum += minute;
            _lastEnd = end;
        }
    }
}
