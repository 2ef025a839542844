using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// Minutes, quarters of an hour and shifts of every series, each computed from the near history once no sample in order can change it any more, and again
/// when a late one has. One thread.
/// </summary>
/// <param name="near">Holds every sample that was told of here.</param>
internal sealed class Summaries(IHistoryReader near)
{
    private const long MinuteMilliseconds = 60_000;
    private const long QuarterMilliseconds = 15 * MinuteMilliseconds;
    private const long MarginMilliseconds = 10_000; // what samples take from a device to the log
    private const long OpenMilliseconds = 2 * MinuteMilliseconds; // of minutes that may not have been written before a stop
    private const string MinuteMeasurement = "sample_1m";
    private const string QuarterMeasurement = "sample_15m";
    private const int CostMaximum = 4_000; // a minute is 1: the samples themselves are not to wait
    private const int QuarterCost = 10;
    private const int ShiftCost = 200;

    private readonly PriorityQueue<SummaryWindow, long> _due = new(); // by the log's time, ms
    private readonly HashSet<SummaryWindow> _marked = []; // minutes in the queue
    private readonly HashSet<SummaryWindow> _late = []; // of those, the ones that a late sample has marked
    private readonly Dictionary<SummaryWindow, SummarySum> _sums = []; // longer windows in the queue
    private readonly List<SummaryWindow> _minutes = []; // being written
    private readonly List<SummaryWindow> _longer = []; // the same
    private readonly PointShifts _calendars = new();
    private Registry _registry = Registry.Empty;
    private long[] _lastMinute = []; // [series], end of the minute marked last, ms
    private ShiftWindow[] _lastShift = []; // [series]
    private Instant _startedAt;

    /// <summary>The measurement whose windows the steps are made of, each whole; null when there is none.</summary>
    public static string? MeasurementOf(HistoryStepping stepping)
    {
        bool AreWhole(long length) => stepping.StepMilliseconds % length == 0 && stepping.Counted.Start.Milliseconds % length == 0 && stepping.Counted.End.Milliseconds % length == 0;
        return AreWhole(QuarterMilliseconds) ? QuarterMeasurement : AreWhole(MinuteMilliseconds) ? MinuteMeasurement : null;
    }

    /// <summary>Takes a registry, the first or a newer one.</summary>
    public void Use(Registry registry)
    {
        var series = registry.Points.Count * Quantities.Count;
        _registry = registry;
        Array.Resize(ref _lastMinute, Math.Max(series, _lastMinute.Length));
        Array.Resize(ref _lastShift, _lastMinute.Length);
        Array.Fill(_lastShift, default); // calendars may have changed
    }

    /// <summary>Begins at the log's time <paramref name="at"/> where something was before: what was open then is computed, though none of it is told of again.</summary>
    /// <param name="at">The log's time.</param>
    /// <param name="newest">Which series may have something open: of the others nothing is asked.</param>
    public void Start(Instant at, NewestTimes newest)
    {
        // A device's clock may be ahead: what it said of later minutes was open too.
        var ahead = at.Plus(IntakeOptions.FutureMillisecondsMaximum);
        _startedAt = ahead;
        foreach (var point in _registry.Points)
        {
            foreach (var quantity in point.Quantities.Where(quantity => newest.MayHave(point.Number, quantity)))
            {
                var series = SeriesOf(point.Number, quantity);
                MarkMinutes(series, point, at.Plus(-OpenMilliseconds - Reach(point)), ahead, isLate: false);
                foreach (var instant in new[] { at.Plus(-OpenMilliseconds - Reach(point)), ahead })
                {
                    OpenLonger(series, point, instant, default, at, isLate: false);
                }
            }
        }
    }

    /// <summary>Is told of a sample that is stored.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="newest">Time of the newest of its series before it, ms; <see cref="long.MinValue"/> when none is known.</param>
    public void Mark(in Sample sample, long newest)
    {
        var series = SeriesOf(sample.Point, sample.Quantity);
        var time = sample.Time.Milliseconds;
        var last = _lastMinute[series];
        if (time > newest && time <= last && newest > last - MinuteMilliseconds)
        {
            return; // in order, in the minute of the one before
        }

        // In order, it covers at most what is since the one before it; else also less of what the one after it covered.
        var point = _registry.Points[sample.Point];
        var isInOrder = time > newest && newest != long.MinValue;
        var from = new Instant(Math.Max(time - Reach(point), isInOrder ? newest : long.MinValue));
        MarkMinutes(series, point, from, isInOrder ? sample.Time : sample.Time.Plus(Reach(point)), isLate: time <= newest);
        _lastMinute[series] = EndOf(time, MinuteMilliseconds);
    }

    /// <summary>Whether something is due at the log's time <paramref name="now"/>.</summary>
    public bool IsDue(Instant now) => _due.TryPeek(out _, out var due) && due <= now.Milliseconds;

    /// <summary>Writes what is due at the log's time <paramref name="now"/>, or the first of it.</summary>
    /// <returns>Lines written.</returns>
    public int Write(Instant now, IBufferWriter<byte> output)
    {
        Take(now);
        _minutes.Sort((a, b) => a.Series != b.Series ? a.Series.CompareTo(b.Series) : a.End.CompareTo(b.End));
        var lines = 0;
        for (var (first, next) = (0, 0); first < _minutes.Count; first = next)
        {
            for (next = first + 1; next < _minutes.Count && _minutes[next].Series == _minutes[first].Series && _minutes[next].Start == _minutes[next - 1].End;)
            {
                next++;
            }

            lines += WriteMinutes(_minutes[first] with { End = _minutes[next - 1].End }, now, output);
        }

        foreach (var window in _longer)
        {
            var (point, quantity) = Of(window);
            _sums.Remove(window, out var sum);
            lines += WriteLine(point, quantity, window, sum.IsStale ? Fold(point, quantity, window) : sum.Sum, sum.MayBeEmptied, output);
        }

        return lines;
    }

    // So much of what is due as may be written at once, in two lists: the minutes go first, as the others are made of them.
    private void Take(Instant now)
    {
        _minutes.Clear();
        _longer.Clear();
        for (var cost = 0; cost < CostMaximum && IsDue(now);)
        {
            var window = _due.Dequeue();
            if (window.Kind == SummaryKind.Minute)
            {
                _marked.Remove(window);
                _lastMinute[window.Series] = _lastMinute[window.Series] == window.End ? 0 : _lastMinute[window.Series]; // the next sample in it marks it again
                _minutes.Add(window);
                cost++;
            }
            else
            {
                _longer.Add(window);
                cost += !_sums[window].IsStale ? 1 : window.Kind == SummaryKind.Shift ? ShiftCost : QuarterCost;
            }
        }
    }

    private int WriteMinutes(SummaryWindow span, Instant now, IBufferWriter<byte> output)
    {
        var (point, quantity) = Of(span);
        var lines = 0;
        var end = span.Start;
        foreach (var minute in near.ReadSums(point.Number, quantity, Stepping(point, span)))
        {
            end += MinuteMilliseconds;
            var window = span with { Start = end - MinuteMilliseconds, End = end };
            var isLate = _late.Remove(window);
            OpenLonger(span.Series, point, new Instant(end), minute, now, isLate);
            lines += WriteLine(point, quantity, window, minute, isLate, output);
        }

        return lines;
    }

    private (MonitoringPoint Point, Quantity Quantity) Of(SummaryWindow window) =>
        (_registry.Points[window.Series / Quantities.Count], (Quantity)(window.Series % Quantities.Count));

    private static int SeriesOf(int point, Quantity quantity) => (point * Quantities.Count) + (int)quantity;

    private static long Reach(MonitoringPoint point) => Math.Max(point.HoldMilliseconds, point.IntervalMilliseconds);

    // End of the window of this length that holds the time: (end - length, end].
    private static long EndOf(long time, long length) => ((time - 1) / length * length) + length;

    private static HistoryStepping Stepping(MonitoringPoint point, SummaryWindow window) =>
        new(new Interval(new Instant(window.Start), new Instant(window.End)), MinuteMilliseconds, point.HoldMilliseconds, point.IntervalMilliseconds);

    private void MarkMinutes(int series, MonitoringPoint point, Instant from, Instant to, bool isLate)
    {
        for (var end = EndOf(from.Milliseconds + 1, MinuteMilliseconds); end - MinuteMilliseconds < to.Milliseconds; end += MinuteMilliseconds)
        {
            var window = new SummaryWindow(series, SummaryKind.Minute, end - MinuteMilliseconds, end);
            if (isLate)
            {
                _late.Add(window);
            }

            if (_marked.Add(window))
            {
                _due.Enqueue(window, end + Reach(point) + MarginMilliseconds);
            }
        }
    }

    // The quarter and the shift that a minute lies in; without a minute they are only opened.
    private void OpenLonger(int series, MonitoringPoint point, Instant minuteEnd, in HistorySum minute, Instant now, bool isLate)
    {
        var quarterEnd = EndOf(minuteEnd.Milliseconds, QuarterMilliseconds);
        Add(new SummaryWindow(series, SummaryKind.Quarter, quarterEnd - QuarterMilliseconds, quarterEnd), point, minute, minuteEnd, now, isLate);
        if (!_lastShift[series].Span.Contains(minuteEnd) && !_calendars.TryFind(point, minuteEnd, out _lastShift[series]))
        {
            return;
        }

        var shift = _lastShift[series];
        var name = point.Calendar.Shifts[shift.Shift].Name;
        Add(new SummaryWindow(series, SummaryKind.Shift, shift.Span.Start.Milliseconds, shift.Span.End.Milliseconds, name), point, minute, minuteEnd, now, isLate);
    }

    private void Add(SummaryWindow window, MonitoringPoint point, in HistorySum minute, Instant minuteEnd, Instant now, bool isLate)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, window, out var isOpen);
        if (!isOpen)
        {
            var due = window.End + Reach(point) + MarginMilliseconds + 1; // after its last minute
            sum.IsStale = window.Start < _startedAt.Milliseconds || due <= now.Milliseconds; // some of its minutes were before
            _due.Enqueue(window, due);
        }

        sum.IsStale |= isLate; // the minute may have been added before, or have been emptied
        sum.MayBeEmptied |= isLate;
        sum.Add(minute, minuteEnd.Milliseconds);
    }

    private HistorySum Fold(MonitoringPoint point, Quantity quantity, SummaryWindow window)
    {
        var sum = default(HistorySum);
        foreach (ref readonly var minute in near.ReadSums(point.Number, quantity, Stepping(point, window)).AsSpan())
        {
            sum += minute;
        }

        return sum;
    }

    private int WriteLine(MonitoringPoint point, Quantity quantity, SummaryWindow window, in HistorySum sum, bool mayBeEmptied, IBufferWriter<byte> output)
    {
        if (sum.CoveredMilliseconds == 0 && !mayBeEmptied)
        {
            return 0;
        }

        var step = sum.ToStep(new Instant(window.End), quantity, window.End - window.Start);
        var (measurement, more) = window.Kind switch
        {
            SummaryKind.Minute => (MinuteMeasurement, ""),
            SummaryKind.Quarter => (QuarterMeasurement, ""),
            SummaryKind.Shift => ("sample_shift", $",shift={LineText.Tag(window.Shift ?? "")}"),
            _ => throw new System.Diagnostics.UnreachableException($"Summary {window.Kind}"),
        };
        var average = Quantities.IsDecibel(quantity) ? "leq" : "mean";
        var values = step is { Mean: { } mean, Minimum: { } minimum, Maximum: { } maximum } ? $"{average}={LineText.Float(mean)},min={LineText.Float(minimum)},max={LineText.Float(maximum)}," : "";
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{SampleLines.TagsOf(measurement, point.Id, _registry)},quantity={Quantities.NameOf(quantity)}{more} {values}coverage={LineText.Float(step.Coverage)},start={window.Start}i,covered={sum.CoveredMilliseconds}i,sum=\"{sum.Weighted}\",interval={point.IntervalMilliseconds}i {window.End}\n"));
        return 1;
    }
}
