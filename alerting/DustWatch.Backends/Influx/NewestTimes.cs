using DustWatch.Ingest.History;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// Time of the newest sample of each series before the one that comes next in the log. What is newer than it is the first of its time, and is looked up nowhere. One thread.
/// </summary>
/// <param name="near">Knows series of before the start.</param>
/// <param name="isFromBeginning">Whether nothing was before the start.</param>
internal sealed class NewestTimes(IHistoryReader near, bool isFromBeginning)
{
    private const long Unknown = long.MinValue;

    private long[] _newest = []; // [series], ms
    private Instant? _startedAt;

    /// <summary>Begins at the log's time <paramref name="at"/>, unless it has begun before.</summary>
    public void Start(Instant at) => _startedAt ??= at;

    /// <summary>Takes a registry, the first or a newer one.</summary>
    public void Use(Registry registry)
    {
        var known = _newest.Length;
        Array.Resize(ref _newest, Math.Max(known, registry.Points.Count * Quantities.Count));
        Array.Fill(_newest, Unknown, known, _newest.Length - known);
    }

    /// <summary>Whether the registry has the series of a sample.</summary>
    public bool Has(in Sample sample) => (uint)SeriesOf(sample) < (uint)_newest.Length;

    /// <summary>Takes the next sample.</summary>
    /// <returns>What was the newest of its series before it, ms; <see cref="long.MinValue"/> when there was none.</returns>
    public long Take(in Sample sample)
    {
        ref var newest = ref _newest[SeriesOf(sample)];
        if (newest == Unknown && !isFromBeginning && _startedAt is { } at)
        {
            // Before the start, no sample was later than the time of the log and what a clock may be ahead.
            newest = near.FindLast(sample.Point, sample.Quantity, at.Plus(IntakeOptions.FutureMillisecondsMaximum))?.Time.Milliseconds ?? Unknown;
        }

        var before = newest;
        newest = Math.Max(newest, sample.Time.Milliseconds);
        return before;
    }

    /// <summary>Whether a series has a sample so far; <see langword="true"/> too where that is not known.</summary>
    public bool MayHave(int point, Quantity quantity) => !isFromBeginning || _newest[SeriesOf(point, quantity)] != Unknown;

    private static int SeriesOf(in Sample sample) => SeriesOf(sample.Point, sample.Quantity);

    private static int SeriesOf(int point, Quantity quantity) => (point * Quantities.Count) + (int)quantity;
}
