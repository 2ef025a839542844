using System.Runtime.InteropServices;
using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Sums up minutes when their samples are gathered into a chunk, and again those that a late sample changes: its own, those before it that it covers, and those
/// after it that the next one no longer does. In the transaction that gathers; the writer's thread.
/// </summary>
/// <param name="reading">The samples.</param>
/// <param name="pointOf">The point of a number as the registry has it now, or null.</param>
internal sealed class HistorySummaries(HistoryReading reading, Func<int, MonitoringPoint?> pointOf)
{
    private const string SelectHour = "SELECT body, checksum FROM minute WHERE point = ? AND quantity = ? AND start = ?";

    private const string SaveHour =
        "INSERT INTO minute (point, quantity, start, body, checksum) VALUES (?, ?, ?, ?, ?) "
        + "ON CONFLICT (point, quantity, start) DO UPDATE SET body = excluded.body, checksum = excluded.checksum";

    private const string SelectLaterChunk = "SELECT 1 FROM chunk WHERE point = ? AND quantity = ? AND start > ? LIMIT 1";

    private readonly HistoryShifts _shifts = new();
    private readonly Dictionary<(int Point, Quantity Quantity), Tail> _tails = []; // of the part that was summed up last
    private readonly Dictionary<Quantity, HistoryHour> _hours = []; // to work in
    private readonly HistorySum[] _minutes = new HistorySum[HistoryHour.PartMinutes];
    private readonly List<Sample> _around = [];

    /// <summary>Takes a chunk that was made or changed.</summary>
    /// <param name="file">In a transaction.</param>
    /// <param name="start">The chunk's.</param>
    /// <param name="samples">All of it, by time, at least one.</param>
    /// <param name="isFirstNew">Whether the first was not known as such before.</param>
    /// <param name="isLastNew">Whether the last was not.</param>
    public void Take(SqliteFile file, long start, List<Sample> samples, bool isFirstNew, bool isLastNew)
    {
        var (point, quantity) = (samples[0].Point, samples[0].Quantity);
        if (pointOf(point) is not { } known)
        {
            return; // without a cadence there is nothing to be told
        }

        var cadence = SampleCadence.Of(known);
        var end = start + HistoryHour.PartMilliseconds;
        ref var tail = ref CollectionsMarshal.GetValueRefOrAddDefault(_tails, (point, quantity), out var isKnown);
        var isNext = isKnown && tail.End == start;
        var before = isNext ? tail.Last : reading.FindLast(file, point, quantity, new Instant(start));
        var after = reading.Read(file, point, quantity, new Interval(new Instant(end), new Instant(end + cadence.ReachMilliseconds)), int.MaxValue);
        reading.TakeDamage(); // what a damaged neighbour would cover of it is not known
        _around.Clear();
        if (before is { } last)
        {
            _around.Add(last);
        }

        _around.AddRange(samples);
        _around.AddRange(after);
        SumUp(file, known, quantity, cadence, start, isWanted: true);
        var first = samples[0].Time.Milliseconds;
        if (isFirstNew && !(isNext && tail.After == first))
        {
            var from = Math.Max(before?.Time.Milliseconds ?? long.MinValue, first - cadence.ReachMilliseconds);
            SumUpAgain(file, known, quantity, cadence, from, start, isWanted: true);
        }

        // What comes after it and is not gathered yet is summed up in its turn.
        if (isLastNew && after.Count > 0 && HasLaterChunk(file, point, quantity, start))
        {
            SumUpAgain(file, known, quantity, cadence, end, after[0].Time.Milliseconds, isWanted: false);
        }

        tail = new Tail(end, samples[^1], after.Count > 0 ? after[0].Time.Milliseconds : long.MaxValue);
    }

    /// <summary>Takes it that a chunk of a series was changed and cannot be summed up.</summary>
    public void Leave(int point, Quantity quantity) => _tails.Remove((point, quantity));

    /// <summary>Sums up some of the shifts that are over.</summary>
    /// <param name="file">In a transaction.</param>
    /// <param name="border">Up to here all samples are gathered that came in time.</param>
    /// <returns>Whether there may be more.</returns>
    public bool Run(SqliteFile file, long border) => _shifts.Run(file, border);

    // The parts that (from, to] lies in.
    private void SumUpAgain(SqliteFile file, MonitoringPoint point, Quantity quantity, SampleCadence cadence, long from, long to, bool isWanted)
    {
        for (var part = HistoryChunk.StartOf(new Instant(from + 1)); part < to; part += HistoryHour.PartMilliseconds)
        {
            var end = part + HistoryHour.PartMilliseconds;
            var own = Read(file, point, quantity, part, end);
            if (reading.TakeDamage())
            {
                continue; // the sums that were made of all samples say more than what is left of those
            }

            _around.Clear();
            if (reading.FindLast(file, point.Number, quantity, new Instant(part)) is { } last)
            {
                _around.Add(last);
            }

            _around.AddRange(own);
            _around.AddRange(Read(file, point, quantity, end, end + cadence.ReachMilliseconds));
            reading.TakeDamage(); // of neighbours, as in Take
            SumUp(file, point, quantity, cadence, part, isWanted);
        }
    }

    // A part, from _around; one that is not wanted only when it is there.
    private void SumUp(SqliteFile file, MonitoringPoint point, Quantity quantity, SampleCadence cadence, long start, bool isWanted)
    {
        var hourStart = HistoryHour.StartOf(start);
        var part = (int)((start - hourStart) / HistoryHour.PartMilliseconds);
        var hour = HourOf(file, point.Number, quantity, hourStart, out var isDamaged);
        if ((!isWanted && hour.CadenceOf(part) is null) || (isDamaged && !HasWholeSamples(file, point, quantity, hourStart)))
        {
            return;
        }

        var span = new Interval(new Instant(start), new Instant(start + HistoryHour.PartMilliseconds));
        Array.Clear(_minutes);
        HistorySteps.Add(_around, quantity, new HistoryStepping(span, HistoryHour.MinuteMilliseconds, cadence.HoldMilliseconds, cadence.IntervalMilliseconds), _minutes);
        hour.Set(part, cadence, _minutes);
        var body = hour.Pack();
        file.Prepare(SaveHour).Bind(1, point.Number).Bind(2, (long)quantity).Bind(3, hourStart).Bind(4, body)
            .Bind(5, RowChecksum.Of(point.Number, quantity, hourStart, hourStart + HistoryHour.Milliseconds, body)).Run();
        _shifts.Open(file, point, quantity, span);
        if (isDamaged)
        {
            SumUpAgain(file, point, quantity, cadence, hourStart, hourStart + HistoryHour.Milliseconds, isWanted: true); // its other parts are in their samples alone
        }
    }

    private List<Sample> Read(SqliteFile file, MonitoringPoint point, Quantity quantity, long from, long to) =>
        reading.Read(file, point.Number, quantity, new Interval(new Instant(from), new Instant(to)), int.MaxValue);

    // Whether a damaged hour can be made again of what is there.
    private bool HasWholeSamples(SqliteFile file, MonitoringPoint point, Quantity quantity, long hourStart)
    {
        Read(file, point, quantity, hourStart, hourStart + HistoryHour.Milliseconds);
        return !reading.TakeDamage() && hourStart >= HistoryTiers.ForgottenBefore(file);
    }

    private HistoryHour HourOf(SqliteFile file, int point, Quantity quantity, long start, out bool isDamaged)
    {
        isDamaged = false;
        if (!_hours.TryGetValue(quantity, out var hour))
        {
            _hours[quantity] = hour = new HistoryHour(quantity);
        }

        var row = file.Prepare(SelectHour).Bind(1, point).Bind(2, (long)quantity).Bind(3, start);
        try
        {
            if (row.Step())
            {
                hour.Unpack(row, 0, point, start);
            }
            else
            {
                hour.Unpack([]);
            }
        }
        catch (InvalidDataException)
        {
            hour.Unpack([]);
            isDamaged = true;
        }

        row.Reset();
        return hour;
    }

    private static bool HasLaterChunk(SqliteFile file, int point, Quantity quantity, long start)
    {
        var row = file.Prepare(SelectLaterChunk).Bind(1, point).Bind(2, (long)quantity).Bind(3, start);
        var isThere = row.Step();
        row.Reset();
        return isThere;
    }

    /// <summary>What was known when a part was summed up.</summary>
    /// <param name="End">The part's, ms.</param>
    /// <param name="Last">Its last sample.</param>
    /// <param name="After">Time of the first sample after it, ms; <see cref="long.MaxValue"/> when none was within reach.</param>
    private readonly record struct Tail(long End, Sample Last, long After);
}
