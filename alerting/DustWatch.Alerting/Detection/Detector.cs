using System.Buffers;
using System.Runtime.CompilerServices;
using DustWatch.Alerting.Detection.Calm;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// The state function of detection: the log's records go in, transitions and verdicts come out. No clock, no I/O, no locks; one thread at a time.
/// It judges the points whose number leaves <c>shard</c> when divided by <c>shards</c>, and passes over all others.
/// </summary>
public sealed partial class Detector
{
    private readonly DetectionPlanner _planner;
    private readonly int _shard;
    private readonly int _shards;
    private readonly long _watchingSince;

    private Registry _registry;
    private RuleSet? _rules;
    private DetectionPlan _plan;
    private DetectionState _state;
    private RuleJudge _judge;
    private CalmPath _calm;
    private QualityWatch _quality;
    private ArrivalWatch _arrivals;
    private FaultLevels _faults;

    private long _late;
    private long _duplicates;
    private long _conflicts;
    private int _settled; // series, since the last Save

    /// <summary>Makes a detector that has seen nothing.</summary>
    /// <param name="registry">The points; <see cref="Change"/> changes them.</param>
    /// <param name="rules">Rules for all points, or null for each point's default rules.</param>
    /// <param name="watchingSince">Silence counts from here; in a backtest the smallest <c>ts</c> of the input.</param>
    /// <param name="shard">Which points, from 0.</param>
    /// <param name="shards">Of how many shards.</param>
    /// <exception cref="ArgumentException">A point's interval is not within 1 ms and 24 h.</exception>
    public Detector(Registry registry, RuleSet? rules, Instant watchingSince, int shard = 0, int shards = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, shards);
        (_shard, _shards, _watchingSince) = (shard, shards, watchingSince.Milliseconds);
        _planner = new DetectionPlanner(shard, shards);
        (_registry, _rules) = (registry, rules);
        _plan = _planner.Create(registry, rules);
        _state = new DetectionState(_plan, _watchingSince);
        _faults = new FaultLevels(_plan, _state);
        _judge = new RuleJudge(_plan, _state);
        _calm = new CalmPath(_plan, _state, _judge);
        _quality = new QualityWatch(_plan, _state, _faults);
        _arrivals = new ArrivalWatch(_plan, _state, _faults);
    }

    /// <summary>What is judged less than fully, and why: warnings for a person.</summary>
    public IReadOnlyList<RegistryFault> Faults => _plan.Faults;

    /// <summary>What has been seen so far.</summary>
    public DetectionCounts Counts => new(_state.Samples, _late, _duplicates, _conflicts);

    /// <summary>Whether no sample goes the short way: the same comes out, slowly.</summary>
    internal bool JudgesEach { get; init; }

    /// <summary>How many samples have gone the short way.</summary>
    internal long CalmSamples => _calm.Taken;

    /// <summary>The largest time of the samples that arrived at their own time, whoever judges them.</summary>
    internal Instant Latest { get; private set; } = Instant.Never;

    /// <summary>No sample that is held back is due before this.</summary>
    private long NextRelease { get; set; } = long.MaxValue;

    /// <summary>No open window can be closed by a tick before this.</summary>
    private long NextClosing { get; set; } = long.MaxValue;

    /// <summary>Judges a batch in its order.</summary>
    /// <param name="batch">Samples of any points, in order of arrival.</param>
    /// <param name="arrival">When it arrived, server time; never falling from batch to batch.</param>
    /// <param name="output">What is found is added to it, in order for each point and rule.</param>
    public void OnSamples(ReadOnlySpan<Sample> batch, Instant arrival, Findings output)
    {
        foreach (ref readonly var sample in batch)
        {
            OnSample(sample, arrival, output);
        }
    }

    /// <summary>Judges a batch whose samples each arrived at their own time, as in a backtest over files: they are in order, and none is held back.</summary>
    public void OnSamples(ReadOnlySpan<Sample> batch, Findings output)
    {
        for (var i = TakeCalm(batch); i < batch.Length; i += TakeCalm(batch[i..]))
        {
            ref readonly var sample = ref batch[i];
            Latest = Instant.Max(Latest, sample.Time);
            if (TryFindLocal(sample.Point, out var local))
            {
                OnSample(local, sample, sample.Time.Milliseconds, mayHold: false, output);
            }

            i++;
        }
    }

    /// <summary>Judges one sample; the same as a batch of one.</summary>
    public void OnSample(in Sample sample, Instant arrival, Findings output)
    {
        if (TryFindLocal(sample.Point, out var local))
        {
            _arrivals.Take(local, arrival.Milliseconds, output);
            if (!TryTakeCalm(local, sample, arrival.Milliseconds))
            {
                OnSample(local, sample, arrival.Milliseconds, _plan.HasLateness, output);
            }
        }
    }

    /// <summary>Notes a sample that was set aside because its time cannot be right: it is not judged, but the device's clock is.</summary>
    public void OnQuarantined(in Sample sample, Instant arrival, Findings output)
    {
        if (TryFindLocal(sample.Point, out var local))
        {
            _arrivals.SetAside(local, sample.Time.Milliseconds, arrival.Milliseconds, output);
        }
    }

    /// <summary>Notes that <paramref name="count"/> values of a point were refused.</summary>
    public void OnRefused(int point, int count, Instant arrival, Findings output)
    {
        if (TryFindLocal(point, out var local))
        {
            _arrivals.Refuse(local, count, arrival.Milliseconds, output);
        }
    }

    /// <summary>Finds silence, judges samples that were held back long enough, and closes windows that ended while nothing arrived.</summary>
    /// <param name="now">Server time; never falling.</param>
    /// <param name="output">What is found is added to it.</param>
    public void OnTick(Instant now, Findings output)
    {
        _arrivals.Tick(now.Milliseconds, output);
        if (now.Milliseconds >= NextRelease)
        {
            ReleaseDue(now.Milliseconds, output);
        }

        if (now.Milliseconds >= NextClosing)
        {
            CloseEnded(now.Milliseconds, isFinal: false, output);
        }
    }

    /// <summary>Ends a backtest: the clock of every point becomes the largest time of all the input. A window that has not ended by then writes nothing.</summary>
    public void Finish(Instant clock, Findings output)
    {
        _arrivals.Tick(clock.Milliseconds, output);
        ReleaseDue(long.MaxValue, output);
        CloseEnded(clock.Milliseconds, isFinal: true, output);
    }

    /// <summary>Where a point stands under each of its exposure rules; empty when this shard does not judge it. Not while a batch is being judged.</summary>
    public IReadOnlyList<Exposure> Exposures(int point)
    {
        if (!TryFindLocal(point, out var local))
        {
            return [];
        }

        var exposures = new List<Exposure>();
        var place = _plan.Points[local];
        _calm.SettlePoint(place);
        for (var number = place.FirstSeries; number < place.FirstSeries + place.SeriesCount; number++)
        {
            for (var i = 0; i < _plan.Series[number].Rules.Length; i++)
            {
                var track = PlaceOf(number, i);
                exposures.Add(ExposureBuilder.Build(
                    track, _state.Tracks[track.Track], _state.Sides[track.Track], _judge.TryEvaluateLast(track, out var evaluation) ? evaluation : null));
            }
        }

        return exposures;
    }

    /// <summary>Does a part of what <see cref="Save"/> begins with, which then takes less long. It changes no result.</summary>
    /// <param name="share">How much of all of it is done from the last <see cref="Save"/> on, 0 to 1.</param>
    public void PrepareToSave(double share)
    {
        for (var until = (int)(share * _plan.Series.Length); _settled < until; _settled++)
        {
            _calm.Settle(_settled);
        }
    }

    /// <summary>Writes everything that can change a result, with a version.</summary>
    public void Save(IBufferWriter<byte> output)
    {
        _calm.SettleAll();
        _settled = 0;
        Checkpoint.Save(output, _plan, _state, _shard, _shards, Counts);
    }

    /// <summary>Takes the state that <see cref="Save"/> wrote. The registry and rules given to this detector must be those it was written with.</summary>
    /// <param name="data">What it wrote, whole and unchanged: whoever kept it has checked that.</param>
    /// <param name="fault">Why it is refused; then nothing has changed. Null when it is taken.</param>
    public bool TryLoad(ReadOnlySequence<byte> data, out string? fault)
    {
        var state = new DetectionState(_plan, _watchingSince);
        if (!Checkpoint.TryLoad(data, _plan, state, _shard, _shards, out var counts, out fault))
        {
            return false;
        }

        (state.Samples, _late, _duplicates, _conflicts) = counts;
        Take(_plan, state);
        return true;
    }

    private void Take(DetectionPlan plan, DetectionState state)
    {
        (_plan, _state) = (plan, state);
        _faults = new FaultLevels(plan, state);
        _judge = new RuleJudge(plan, state);
        _calm = new CalmPath(plan, state, _judge);
        _quality = new QualityWatch(plan, state, _faults);
        _arrivals = new ArrivalWatch(plan, state, _faults);
        NextClosing = long.MinValue;
        NextRelease = plan.HasLateness ? long.MinValue : long.MaxValue;
    }

    private TrackPlace PlaceOf(int number, int rule)
    {
        var series = _plan.Series[number];
        return new TrackPlace(series, number, series.Rules[rule], series.FirstTrack + rule, _state.Rings[number]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFindLocal(int point, out int local)
    {
        local = _shards == 1 ? point : point / _shards;
        return (uint)local < (uint)_plan.Points.Length && (_shards == 1 || point % _shards == _shard);
    }

    private void OnSample(int local, in Sample sample, long arrival, bool mayHold, Findings output)
    {
        _state.Samples++;
        var number = _plan.Find(local, sample.Quantity);
        if (number >= 0 && _calm.TryGoOn(number, sample, arrival))
        {
            return;
        }

        var lastArrival = _arrivals.LastOf(local);
        _arrivals.Arrive(local, arrival, output);
        if (number < 0)
        {
            return;
        }

        ref var front = ref _state.Fronts[number];
        front.LastArrival = Math.Max(front.LastArrival, arrival);
        if (mayHold && _plan.Series[number].LatenessMilliseconds > 0)
        {
            Hold(local, number, new HeldSample(sample, arrival, lastArrival), output);
        }
        else
        {
            Take(local, number, sample, lastArrival, arrival, output);
        }
    }

    /// <summary>Takes the next sample of a series in its order: judges it, unless it is late or a repeat.</summary>
    private void Take(int local, int number, in Sample sample, long lastArrival, long arrival, Findings output)
    {
        ref var front = ref _state.Fronts[number];
        ref var series = ref _state.Series[number];
        var time = sample.Time.Milliseconds;
        if (time == front.LastTime)
        {
            NoteRepeat(sample, sample.Value != _state.NewestValueOf(number), output);
        }
        else if (time < front.LastTime || time <= series.ClosedUntil)
        {
            _late++;
            NoteLate(local, sample.Point, time - _plan.Series[number].HoldMilliseconds, output);
        }
        else
        {
            Judge(local, number, sample, lastArrival, arrival, output);
        }
    }

    private void NoteRepeat(in Sample sample, bool isConflict, Findings output)
    {
        output.Repeats.Add(new RepeatedSample(sample, isConflict));
        if (isConflict)
        {
            _conflicts++;
        }
        else
        {
            _duplicates++;
        }
    }

    private void Judge(int local, int number, in Sample sample, long lastArrival, long arrival, Findings output)
    {
        _calm.Settle(number);
        ref var front = ref _state.Fronts[number];
        ref var series = ref _state.Series[number];
        var plan = _plan.Series[number];
        var after = _plan.Points[local].AfterMillisecondsMin;
        var step = Step.Of(plan, front, series, sample, silentFrom: after == long.MaxValue ? long.MaxValue : lastArrival + after, silentUntil: arrival);
        if (step.From < series.ClosedUntil || _state.Histories[local]?.HasChangeAfter(step.To, (int)plan.Quantity) == true)
        {
            NoteLate(local, sample.Point, step.From, output);
        }

        _arrivals.Compare(local, step.To, arrival, output);
        _quality.Judge(number, sample, step, output);
        _judge.Advance(number, step, output);
        (front.LastTime, series.LastValue) = (step.To, sample.Value);
        series.Take(step);
        if (plan.HasTumbling)
        {
            NextClosing = Math.Min(NextClosing, arrival + plan.QuietMilliseconds);
        }

        if (step.IsValid && step.Marks == SampleMarks.None && !JudgesEach)
        {
            _calm.TryBegin(number);
        }
    }

    private void CloseEnded(long clock, bool isFinal, Findings output)
    {
        var next = long.MaxValue;
        foreach (var point in _plan.Points)
        {
            var after = point.AfterMillisecondsMin;
            var silence = Step.Silence(after == long.MaxValue ? long.MaxValue : _arrivals.LastOf(point.Local) + after);
            for (var number = point.FirstSeries; number < point.FirstSeries + point.SeriesCount; number++)
            {
                var arrival = _state.Fronts[number].LastArrival;
                var quietAt = arrival == SeriesState.Never ? long.MaxValue : arrival + _plan.Series[number].QuietMilliseconds;
                if (isFinal || quietAt <= clock)
                {
                    _calm.Settle(number);
                    next = Math.Min(next, _judge.CloseEnded(number, clock, silence, output));
                }
                else if (_plan.Series[number].HasTumbling)
                {
                    next = Math.Min(next, quietAt);
                }
            }
        }

        NextClosing = next;
    }
}
