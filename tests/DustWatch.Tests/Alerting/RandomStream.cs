using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>
/// One random stream, aimed at the limits: values that make windows land exactly on a limit, a hair above and below, near borders of shifts, days and
/// weeks and changes of local time, with gaps at and beside the hold, flags, values that stay and jump, repeats, late samples, refusals, device times
/// that are off, and silence; points come interleaved in any way. The seed says everything.
/// </summary>
internal sealed class RandomStream
{
    private const int SamplesMaximum = 80;

    private static readonly long[] Intervals = [1_000, 10_000, 60_000, 60_000, 300_000, 1_200_000, 3_600_000];

    // Midnights, changes of local time and Mondays in both zones, and whole hours beside shift borders.
    private static readonly string[] Starts =
    [
        "2025-03-02T23:30:00Z", "2025-10-25T23:40:00Z", "2026-03-29T00:10:00Z", "2025-03-03T07:50:00Z", "2025-10-26T00:00:00Z",
        "2025-03-02T15:30:00Z", "2025-10-26T22:40:00Z", "2026-03-29T21:45:00Z",
    ];

    private readonly Random _random;
    private readonly long _interval;
    private readonly Registry _registry;
    private readonly bool _isLive;
    private readonly List<DetectionStep> _steps = [];
    private readonly Dictionary<(int, Quantity), (long Time, long Value)> _last = [];
    private long _arrival;
    private long _clock;

    private RandomStream(int seed)
    {
        _random = new Random(seed);
        _interval = Pick(Intervals);
        _isLive = _random.Next(3) == 0;
        var border = Given.At(Pick(Starts)).Milliseconds;
        _clock = border - (OneIn(2) ? _interval * _random.Next(30) : 0) + (OneIn(2) ? Pick(0, 1, 500, _interval / 2) : 0);
        _arrival = _clock;
        _registry = new RandomRegistry(_random, _interval, border).Create();
    }

    public static DetectionInput Create(int seed)
    {
        var stream = new RandomStream(seed);
        var rules = new RandomRules(stream._random, stream._interval).Create();
        stream.AddSteps();
        return new DetectionInput(stream._registry, rules, stream.Interleaved(), stream._isLive);
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private bool OneIn(int n) => _random.Next(n) == 0;

    private void AddSteps()
    {
        var count = 10 + _random.Next(SamplesMaximum - 10);
        var level = _random.Next(6);
        var isRefusing = false;
        while (_steps.Count(step => step.Kind == DetectionStepKind.Sample) < count)
        {
            _clock += Gap();
            level = OneIn(6) ? _random.Next(9) : level;
            isRefusing ^= OneIn(8);
            foreach (var point in _registry.Points)
            {
                foreach (var quantity in point.Quantities.Where(_ => !OneIn(10)))
                {
                    AddSample(point.Number, quantity, level);
                }

                if (_isLive && isRefusing)
                {
                    _steps.Add(DetectionStep.RefusedAt(point.Number, 1 + _random.Next(3), _arrival));
                }
            }

            if (_isLive)
            {
                AddTicks();
            }
        }
    }

    private void AddSample(int point, Quantity quantity, int level)
    {
        var last = _last.GetValueOrDefault((point, quantity), (_clock, 0));
        var time = OneIn(25) ? last.Item1 : OneIn(30) ? last.Item1 - 1 - _random.Next((int)_interval) : _clock;
        var value = OneIn(2) && (time == last.Item1 || OneIn(4)) ? last.Item2 : Value(quantity, level);
        var flag = OneIn(12) ? Pick(SampleFlag.OverRange, SampleFlag.Calibration) : SampleFlag.Valid;
        var sample = new Sample(new Instant(time), value, point, quantity, flag);
        _arrival = Math.Max(_arrival, _clock + (_isLive ? Pick(0, 0, 50, 2_000, _interval) : 0));
        if (_isLive && OneIn(40))
        {
            _steps.Add(DetectionStep.Quarantined(sample with { Time = new Instant(time + 28_800_000) }, _arrival));
            return;
        }

        _steps.Add(DetectionStep.Of(sample, _isLive ? _arrival : null));
        _last[(point, quantity)] = (Math.Max(time, last.Item1), value);
    }

    private void AddTicks()
    {
        for (; OneIn(3); _arrival += Pick(1_000, 10_000, 60_000, 600_000, 601_000))
        {
            _steps.Add(DetectionStep.Tick(_arrival));
        }

        _clock = OneIn(2) ? Math.Max(_clock, _arrival - _random.Next((int)_interval)) : _clock;
    }

    private long Gap()
    {
        var hold = 3 * _interval;
        return OneIn(6)
            ? Pick(hold, hold + 1, hold - 1, 2 * _interval, 60_000, 60_001, hold + 60_000, 20 * _interval, 600_000, 600_001, 1_800_000, 7_200_000, 1, _interval / 2)
            : _interval + (OneIn(8) ? Pick(1, -1, 137) : 0);
    }

    private long Value(Quantity quantity, int level)
    {
        const long dust = RandomRules.DustLimit;
        return quantity == Quantity.NoiseLaeq
            ? Pick([8_500, 8_501, 8_499, 8_800, 8_400, 6_000, 9_500, 8_000, 7_801], level)
            : Pick([dust, dust + 1, dust - 1, dust * 2, dust * 95 / 100, 0, dust / 2, dust * 3, dust * 3 / 2], level);
    }

    private long Pick(long[] values, int level) => OneIn(5) ? Pick(values) : values[level % values.Length];

    /// <summary>In a backtest each point's samples stay in their order, and the points come in any other: time belongs to each point.</summary>
    private List<DetectionStep> Interleaved()
    {
        if (_isLive || OneIn(2))
        {
            return _steps;
        }

        var points = _steps.GroupBy(step => step.Sample.Point).Select(steps => new Queue<DetectionStep>(steps)).ToList();
        var mixed = new List<DetectionStep>();
        while (points.Count > 0)
        {
            var next = points[_random.Next(points.Count)];
            for (var many = 1 + _random.Next(10); many > 0 && next.TryDequeue(out var step); many--)
            {
                mixed.Add(step);
            }

            points.RemoveAll(queue => queue.Count == 0);
        }

        return mixed;
    }
}
