using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>Samples that are kept somewhere, for page, API, evidence and re-evaluation. Any thread.</summary>
public interface IHistoryReader : IAsyncDisposable
{
    /// <summary>Samples of one point and quantity with time in <paramref name="span"/>, by time, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit);

    /// <summary>The newest sample of one point and quantity with a time before or at <paramref name="time"/>, or null.</summary>
    Sample? FindLast(int point, Quantity quantity, Instant time);

    /// <summary>What the valid samples cover of each step, as <see cref="HistorySteps"/> computes it. [step]</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="HistoryStepping.CountMaximum"/> steps, or a length that is not above 0.</exception>
    HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping);
}
