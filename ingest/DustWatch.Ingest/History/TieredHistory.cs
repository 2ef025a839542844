using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>
/// Two histories as one: the last days from the near one, whatever the state of the other; what is older from the archive. A span across the border is
/// read from both. Writes go to the near one; the archive is fed by a consumer of its own. Any thread.
/// </summary>
/// <param name="near">Holds at least the last <paramref name="kept"/>.</param>
/// <param name="archive">Holds everything, perhaps a while later.</param>
/// <param name="kept">How far back the near one surely reaches.</param>
/// <param name="clock">Tells what is how old.</param>
public sealed class TieredHistory(IHistory near, IHistoryReader archive, TimeSpan kept, TimeProvider clock) : IHistory
{
    private const long HourMilliseconds = 3_600_000;

    /// <inheritdoc/>
    public long Position => near.Position;

    private Instant Border => Instant.Now(clock).Plus(-(long)kept.TotalMilliseconds);

    /// <summary>The near history where it holds everything from <paramref name="start"/> on, else both.</summary>
    public IHistory From(Instant start) => start >= Border ? near : this;

    /// <inheritdoc/>
    public ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) => near.WriteAsync(records, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit)
    {
        var border = Border;
        if (span.Start >= border)
        {
            return near.Read(point, quantity, span, limit);
        }

        var older = archive.Read(point, quantity, span with { End = Instant.Min(span.End, border) }, limit);
        return older.Count == limit || span.End <= border ? older : [.. older, .. near.Read(point, quantity, span with { Start = border }, limit - older.Count)];
    }

    /// <inheritdoc/>
    /// <remarks>What the near one still holds of older days is without holes up to now, so its answer is the newest.</remarks>
    public Sample? FindLast(int point, Quantity quantity, Instant time) => near.FindLast(point, quantity, time) ?? archive.FindLast(point, quantity, time);

    /// <inheritdoc/>
    /// <remarks>
    /// The seam lies at a full hour, so that either side can take it from its summaries. What the archive never got, since it was set up later, the near one's
    /// summaries may still say.
    /// </remarks>
    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping)
    {
        var seam = Border.Plus(stepping.ReachMilliseconds + HourMilliseconds - 1);
        seam = seam.Plus(-(((seam.Milliseconds % HourMilliseconds) + HourMilliseconds) % HourMilliseconds));
        if (stepping.Count == 0 || stepping.Counted.Start >= seam)
        {
            return near.ReadSums(point, quantity, stepping);
        }

        var older = stepping with { Within = stepping.Counted with { End = Instant.Min(seam, stepping.Counted.End) } };
        var sums = archive.ReadSums(point, quantity, older);
        var own = near.ReadSums(point, quantity, older);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = own[i].CoveredMilliseconds > sums[i].CoveredMilliseconds ? own[i] : sums[i];
        }

        if (stepping.Counted.End > seam)
        {
            HistorySum.AddTo(sums, near.ReadSums(point, quantity, stepping with { Within = stepping.Counted with { Start = seam } }));
        }

        return sums;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await archive.DisposeAsync();
        await near.DisposeAsync();
    }
}
