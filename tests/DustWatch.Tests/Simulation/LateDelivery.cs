using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Tests.Alerting;

namespace DustWatch.Tests.Simulation;

/// <summary>
/// One stream, delivered as the field delivers: late, lost and sent again, doubled, in another order, by a backlog; with ticks between, snapshots,
/// checkpoints, crashes at any place, and late points judged again whenever their turn comes. The seed says everything.
/// </summary>
internal sealed class LateDelivery
{
    private const long EndMilliseconds = 3 * 86_400_000L; // so long after the last arrival that every window is closed
    private const int PassesMaximum = 100; // after the last record

    private readonly Random _random;
    private readonly Registry _registry;
    private readonly RuleSet? _rules;
    private readonly List<Sample> _samples; // of each point, quantity and time one
    private readonly List<(long Arrival, Sample? Sample)> _log; // null: a tick
    private readonly StoredFindings _stored;
    private readonly HashSet<string> _onArrival;
    private Detector _live;
    private (int Position, byte[] State) _checkpoint;
    private int _position; // records judged
    private int _committed; // records whose findings are in the ledger
    private int _history; // records stored

    public LateDelivery(int seed)
    {
        var stream = RandomStream.Create(seed);
        _random = new Random(seed);
        var interval = stream.Registry.Points[0].IntervalMilliseconds;
        _registry = OneIn(3) ? HoldingBack(stream.Registry, interval * _random.Next(1, 6)) : stream.Registry;
        _rules = OneIn(3) ? null : new RuleSet([.. stream.Rules.Where(rule => rule.Kind == RuleKind.Exposure), .. More(interval)]);
        _onArrival = [.. (_rules?.Rules ?? [.. _registry.Points.SelectMany(DustWatch.Alerting.Standards.DefaultRules.For)])
            .Where(rule => rule.Kind is RuleKind.Offline or RuleKind.Refused or RuleKind.Clock).Select(rule => rule.Id)];
        _samples = [.. stream.Steps
            .Where(step => step.Kind == DetectionStepKind.Sample).Select(step => step.Sample)
            .DistinctBy(sample => (sample.Point, sample.Quantity, sample.Time))
            .OrderBy(sample => sample.Time).ThenBy(sample => sample.Quantity).ThenBy(sample => sample.Point)];
        _log = Deliver(interval);
        _live = Fresh();
        _stored = new StoredFindings(Load);
        _checkpoint = (0, Save(_live));
    }

    public Registry Registry => _registry;

    public RuleSet? Rules => _rules;

    public Instant WatchingSince => _samples[0].Time;

    /// <summary>What is delivered, as the log has it.</summary>
    public IEnumerable<LogRecord> Records => _log.Select((record, i) => record.Sample is { } sample
        ? (LogRecord)new SampleBatch(i + 1, new Instant(record.Arrival), new[] { sample })
        : new Tick(i + 1, new Instant(record.Arrival)));

    public int RevisionCount => _stored.RevisionCount;

    /// <summary>What the run in order gives.</summary>
    public (List<Transition> Transitions, List<Verdict> Verdicts) InOrder()
    {
        var detector = Fresh();
        var found = new Findings();
        foreach (var sample in _samples)
        {
            detector.OnSamples([sample], found);
        }

        detector.OnTick(new Instant(_log[^1].Arrival), found);
        if (found.Late.Count > 0)
        {
            throw new InvalidOperationException("A run in order finds nothing to be late.");
        }

        found.Transitions.Sort(TransitionOrder.Instance);
        found.Verdicts.Sort(VerdictOrder.Instance);
        return (WithoutArrival(found.Transitions), found.Verdicts);
    }

    /// <summary>What stands after everything was delivered and judged.</summary>
    public (List<Transition> Transitions, List<Verdict> Verdicts) AsDelivered()
    {
        for (var passes = 0; _position < _log.Count || _live.Late.Count > 0;)
        {
            if (_position == _log.Count)
            {
                JudgeAgain();
                passes = passes < PassesMaximum ? passes + 1 : throw new InvalidOperationException("Judging again finds no end.");
                continue;
            }

            Take();
            if (OneIn(4))
            {
                JudgeAgain();
            }

            Keep();
            if (OneIn(25))
            {
                Crash();
            }
        }

        return (WithoutArrival(_stored.Outcome), _stored.Verdicts);
    }

    private static Registry HoldingBack(Registry registry, long lateness) => new(
        registry.Districts,
        registry.Enterprises,
        registry.Points,
        [.. registry.Devices, .. registry.Points.Select(point => new Device($"{point.Id}-slow", [point.Id], "mqtt", DeviceProfile.Default with { LatenessMilliseconds = lateness }))]);

    private static List<Rule> Quality(long interval) =>
    [
        new("stuck", RuleKind.Stuck, null, null, default, default, [], AfterMilliseconds: 4 * interval),
        new("step", RuleKind.Step, Quantity.DustRespirable, null, default, default, [], PerSecond: 0.05m),
        new("pace", RuleKind.Interval, null, null, default, default, []),
        new("range", RuleKind.AboveRange, null, null, default, default, []),
    ];

    private List<Rule> More(long interval)
    {
        var more = Quality(interval).Where(_ => OneIn(3)).Select(rule => OneIn(2) ? rule : rule with { Flap = new FlapGuard(_random.Next(3), 4 * interval) }).ToList();
        if (OneIn(3))
        {
            more.Add(Given.Rule("runs", Quantity.DustRespirable, new RuleWindow(WindowKind.Episodes, 0, new WindowParts(WindowKind.Shift, OneIn(2) ? 60_000 : 0, 2.5m, null)), Aggregate.Mean,
                Given.Level(Level.Notice, 1), Given.Level(Level.Exceeded, 4)));
        }

        if (OneIn(3))
        {
            more.Add(Given.Rule("long", Quantity.DustRespirable, new RuleWindow(WindowKind.Sliding, 3_600_000), Aggregate.Mean, Given.Level(Level.Exceeded, 2.5m)));
        }

        if (OneIn(3))
        {
            more.Add(Given.Rule("week", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Week), Aggregate.LexW, Given.Level(Level.Exceeded, 60m)));
        }

        return more;
    }

    private List<(long Arrival, Sample? Sample)> Deliver(long interval)
    {
        var delivered = new List<(long Arrival, Sample? Sample)>();
        var backlogUntil = new Dictionary<int, (long From, long Until)>();
        foreach (var sample in _samples)
        {
            var time = sample.Time.Milliseconds;
            var arrival = time + (OneIn(3) ? _random.Next(2_000) : 0);
            if (OneIn(20))
            {
                backlogUntil[sample.Point] = (time, time + (interval * _random.Next(1, 40)));
            }

            if (backlogUntil.TryGetValue(sample.Point, out var backlog) && time <= backlog.Until)
            {
                arrival = backlog.Until + (OneIn(2) ? 0 : time - backlog.From); // in order, or one after the other at once
            }
            else if (OneIn(12))
            {
                arrival += OneIn(2) ? interval * _random.Next(1, 8) : (long)(_random.NextDouble() * 86_400_000 * 2);
            }

            delivered.Add((arrival, sample));
            if (OneIn(15))
            {
                delivered.Add((arrival + (OneIn(2) ? 0 : interval * _random.Next(1, 100)), sample)); // sent again
            }
        }

        delivered = [.. delivered.OrderBy(record => record.Arrival).ThenBy(_ => _random.Next())];
        return WithTicks(delivered);
    }

    private List<(long Arrival, Sample? Sample)> WithTicks(List<(long Arrival, Sample? Sample)> delivered)
    {
        var log = new List<(long Arrival, Sample? Sample)>(delivered.Count * 2);
        for (var i = 0; i < delivered.Count; i++)
        {
            log.Add(delivered[i]);
            var (from, next) = (delivered[i].Arrival, i + 1 < delivered.Count ? delivered[i + 1].Arrival : delivered[i].Arrival);
            for (var ticks = _random.Next(3); ticks > 0 && next > from; ticks--)
            {
                from += 1 + (long)(_random.NextDouble() * (next - from - 1));
                log.Add((from, null));
            }
        }

        log.Add((log[^1].Arrival + EndMilliseconds, null));
        return log;
    }

    private void Take()
    {
        var found = new Findings();
        var record = _log[_position++];
        for (var ahead = _position + _random.Next(3); _history < Math.Min(ahead, _log.Count); _history++)
        {
            if (_log[_history].Sample is { } stored)
            {
                _stored.Store(stored);
            }
        }

        if (record.Sample is { } sample)
        {
            _live.OnSample(sample, new Instant(record.Arrival), found);
        }
        else
        {
            _live.OnTick(new Instant(record.Arrival), found);
        }

        if (_position > _committed)
        {
            _committed = _position;
            _stored.Commit(found.Transitions, found.Verdicts.Select(verdict => new VerdictRevision(verdict, IsWithdrawn: false)));
        }
    }

    private void JudgeAgain()
    {
        if (_position < _committed)
        {
            return;
        }

        var late = _live.Late;
        foreach (var revision in new Reevaluation(_stored).Judge(_live, late))
        {
            _stored.Commit(revision.Transitions, revision.Verdicts);
            if (OneIn(10))
            {
                Crash();
                return;
            }

            _live.TakePoint(revision.Replayed, revision.Point);
        }

        if (late.Count > 0)
        {
            _checkpoint = (_position, Save(_live)); // as a shard does before it goes on
        }
    }

    private void Keep()
    {
        if (OneIn(8))
        {
            _checkpoint = (_position, Save(_live));
        }

        if (OneIn(12))
        {
            _stored.Snapshots.Add((_position, Save(_live)));
        }
    }

    private void Crash()
    {
        _live = Load(_checkpoint.State);
        _position = _checkpoint.Position;
        _stored.Snapshots.RemoveAll(snapshot => snapshot.Position > _position);
    }

    /// <summary>Without the rules on arrival, which another delivery makes come to something else.</summary>
    public List<Transition> WithoutArrival(IEnumerable<Transition> transitions) => [.. transitions.Where(t => !_onArrival.Contains(t.Rule))];

    private bool OneIn(int n) => _random.Next(n) == 0;

    private Detector Fresh() => new(_registry, _rules, _samples[0].Time);

    private Detector Load(ReadOnlyMemory<byte> state)
    {
        var detector = Fresh();
        return detector.TryLoad(new(state), out var fault) ? detector : throw new InvalidOperationException(fault);
    }

    private static byte[] Save(Detector detector)
    {
        var bytes = new ArrayBufferWriter<byte>();
        detector.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
