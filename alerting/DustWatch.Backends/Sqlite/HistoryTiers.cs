using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Sums of steps from whatever holds them: minutes that were summed up, where the steps are whole minutes; the samples where no summary is, or one of another
/// cadence, or one that a sample not yet gathered changes; and where neither is kept any more, the shifts that lie whole in a step. The figures are those of the
/// samples. On a connection that nobody else uses meanwhile.
/// </summary>
/// <param name="history">The samples.</param>
/// <param name="ungathered">Those in memory.</param>
/// <param name="passOver">Told of a damaged summary that nothing can stand in for, and that is passed over; null: to read it fails.</param>
internal sealed class HistoryTiers(IHistoryReader history, UngatheredSamples ungathered, Action<string>? passOver)
{
    private const long ShortMilliseconds = 3_600_000; // so much is read from samples, when they are there

    private const string SelectForgotten = "SELECT forgotten FROM tier";
    private const string SelectHours = "SELECT start, body, checksum FROM minute WHERE point = ? AND quantity = ? AND start > ? AND start < ? ORDER BY start";

    private const string SelectShifts =
        "SELECT start, until, body, checksum FROM shift WHERE point = ? AND quantity = ? AND start >= ? AND start < ? AND until <= ? ORDER BY start, until";

    // Where the oldest that is kept in the file begins, but for shifts.
    private static readonly string[] Kept =
    [
        "SELECT start FROM chunk WHERE point = ? AND quantity = ? ORDER BY start LIMIT 1",
        "SELECT start FROM minute WHERE point = ? AND quantity = ? ORDER BY start LIMIT 1",
    ];

    /// <summary>What valid samples cover of each step. [step]</summary>
    public HistorySum[] ReadSums(SqliteFile file, int point, Quantity quantity, HistoryStepping stepping)
    {
        var sums = HistorySteps.CreateSums(stepping);
        if (sums.Length == 0 || stepping.Counted.Start >= stepping.Counted.End)
        {
            return sums;
        }

        IReadOnlyList<Interval> rest = AreWholeMinutes(stepping)
            ? AddSummaries(file, point, quantity, stepping, sums)
            : [stepping.Counted];
        foreach (var stretch in rest)
        {
            var part = stepping with { Within = stretch };
            HistorySteps.Add(history.ReadAround(point, quantity, part), quantity, part, sums);
        }

        return sums;
    }

    /// <summary>Before this time, ms, chunks were forgotten for their age.</summary>
    public static long ForgottenBefore(SqliteFile file) => file.Number(SelectForgotten);

    private static bool AreWholeMinutes(HistoryStepping stepping) =>
        stepping.StepMilliseconds % HistoryHour.MinuteMilliseconds == 0
        && stepping.Counted.Start.Milliseconds % HistoryHour.MinuteMilliseconds == 0
        && stepping.Counted.End.Milliseconds % HistoryHour.MinuteMilliseconds == 0;

    // Adds what there is in summaries; the rest is to be had from samples.
    private List<Interval> AddSummaries(SqliteFile file, int point, Quantity quantity, HistoryStepping stepping, HistorySum[] sums)
    {
        // Memory first: what is gathered meanwhile is then read from samples, and not missed.
        var counted = stepping.Counted;
        var reached = new Interval(counted.Start.Plus(-stepping.ReachMilliseconds), counted.End.Plus(stepping.ReachMilliseconds));
        var first = ungathered.FirstTime(point, quantity);
        var changed = ChangedBy(ungathered.Read(point, quantity, reached, int.MaxValue), stepping.ReachMilliseconds);
        file.Prepare("BEGIN").Run();
        try
        {
            return AddSummaries(file, point, quantity, stepping, sums, first, changed);
        }
        finally
        {
            file.Rollback();
        }
    }

    private List<Interval> AddSummaries(
        SqliteFile file, int point, Quantity quantity, HistoryStepping stepping, HistorySum[] sums, long firstUngathered, HashSet<long> changed)
    {
        var (start, end) = (stepping.Counted.Start.Milliseconds, stepping.Counted.End.Milliseconds);
        var forgotten = ForgottenBefore(file);
        bool HasSamples(long time) => HistoryChunk.StartOf(new Instant(time - stepping.ReachMilliseconds + 1)) >= forgotten; // and what reaches to it
        if (end - start <= ShortMilliseconds && HasSamples(start))
        {
            return [stepping.Counted];
        }

        var kept = Math.Min(firstUngathered, Kept.Min(sql => First(file, sql, point, quantity)));
        var at = start < kept ? AddShifts(file, point, quantity, stepping, kept, sums) : start;
        var rest = new List<Interval>();
        var hour = new HistoryHour(quantity);
        var cadence = new SampleCadence(stepping.HoldMilliseconds, stepping.IntervalMilliseconds);
        var rows = file.Prepare(SelectHours).Bind(1, point).Bind(2, (long)quantity).Bind(3, HistoryHour.StartOf(at) - 1).Bind(4, end);
        while (rows.Step())
        {
            var part = rows.Long(0);
            try
            {
                hour.Unpack(rows, 1, point, part);
            }
            catch (InvalidDataException) when (HasSamples(Math.Max(at, part)))
            {
                continue; // they say the same
            }
            catch (InvalidDataException damage) when (passOver is not null)
            {
                passOver(damage.Message);
                continue;
            }

            for (var i = 0; i < HistoryHour.Parts; i++, part += HistoryHour.PartMilliseconds)
            {
                var (from, to) = (Math.Max(at, part), Math.Min(end, part + HistoryHour.PartMilliseconds));
                var isRight = hour.CadenceOf(i) == cadence && !changed.Contains(part);
                if (from < to && hour.CadenceOf(i) is not null && (isRight || !HasSamples(part)))
                {
                    LeaveTo(rest, at, from);
                    AddMinutes(hour.MinutesOf(i), part, from, to, stepping, sums);
                    at = to;
                }
            }
        }

        LeaveTo(rest, at, end);
        return rest;
    }

    private static void LeaveTo(List<Interval> rest, long from, long to)
    {
        if (from < to)
        {
            rest.Add(new Interval(new Instant(from), new Instant(to)));
        }
    }

    private static void AddMinutes(ReadOnlySpan<HistorySum> minutes, long start, long from, long to, HistoryStepping stepping, HistorySum[] sums)
    {
        var first = stepping.Covered.Start.Milliseconds;
        for (var time = from; time < to; time += HistoryHour.MinuteMilliseconds)
        {
            sums[(time - first) / stepping.StepMilliseconds] += minutes[(int)((time - start) / HistoryHour.MinuteMilliseconds)];
        }
    }

    // Shifts that overlap, because the calendar was changed within one, would count twice: the first counts. Returns where what was added ends.
    private long AddShifts(SqliteFile file, int point, Quantity quantity, HistoryStepping stepping, long kept, HistorySum[] sums)
    {
        var (first, at) = (stepping.Covered.Start.Milliseconds, stepping.Counted.Start.Milliseconds);
        var rows = file.Prepare(SelectShifts).Bind(1, point).Bind(2, (long)quantity).Bind(3, at).Bind(4, kept).Bind(5, stepping.Counted.End.Milliseconds);
        while (rows.Step())
        {
            var (start, end) = (rows.Long(0), rows.Long(1));
            var step = (start - first) / stepping.StepMilliseconds;
            if (start >= at && step == (end - 1 - first) / stepping.StepMilliseconds)
            {
                try
                {
                    sums[step] += HistoryShifts.Unpack(RowChecksum.BodyOf(rows, 2, point, quantity, start, end), quantity);
                }
                catch (InvalidDataException damage) when (passOver is not null)
                {
                    passOver(damage.Message);
                }

                at = end;
            }
        }

        return at;
    }

    // The parts of ten minutes whose sums may be others once these samples are gathered.
    private static HashSet<long> ChangedBy(List<Sample> samples, long reach)
    {
        var changed = new HashSet<long>();
        var last = (From: long.MaxValue, To: long.MinValue);
        foreach (var sample in samples)
        {
            var (from, to) = (HistoryChunk.StartOf(sample.Time.Plus(1 - reach)), HistoryChunk.StartOf(sample.Time.Plus(reach)));
            for (var part = from; (from, to) != last && part <= to; part += HistoryHour.PartMilliseconds)
            {
                changed.Add(part);
            }

            last = (from, to);
        }

        return changed;
    }

    private static long First(SqliteFile file, string sql, int point, Quantity quantity)
    {
        var row = file.Prepare(sql).Bind(1, point).Bind(2, (long)quantity);
        var first = row.Step() ? row.Long(0) : long.MaxValue;
        row.Reset();
        return first;
    }
}
