using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>
/// One long random stream that is calm most of the time: values well below, just below or well above the limits for hours, with single high ones, uneven
/// spacings, gaps, flags, repeats, late samples, and silence. Two in three have stretches in which every time jitters by some ms, one in three of these only
/// such; one in four loses many samples. The seed says everything.
/// </summary>
internal sealed class CalmStream
{
    private const int Rounds = 1_500;

    private static readonly long[] Intervals = [1_000, 10_000, 60_000, 60_000, 300_000];

    // Parts of the limit, in thousandths: what a calm may begin at, go on through, and end with.
    private static readonly int[] Parts = [0, 200, 450, 900, 990, 999, 1_001, 1_200, 2_500];

    private readonly Random _random;
    private readonly long _interval;
    private readonly Registry _registry;
    private readonly bool _isLive;
    private readonly int _oneLostIn;
    private readonly int[] _jitters; // ms, that stretches of it may have
    private readonly List<DetectionStep> _steps = [];
    private long _clock;
    private int _part;
    private int _jitter; // ms

    private CalmStream(int seed)
    {
        _random = new Random(seed);
        _interval = Intervals[_random.Next(Intervals.Length)];
        _isLive = _random.Next(2) == 0;
        _oneLostIn = seed % 4 == 3 ? 30 : 300;
        _jitters = (seed % 3, seed % 9) switch
        {
            (0, _) => [0],
            (_, < 3) => [1, 5, 5, (int)_interval / 50],
            _ => [0, 0, 1, 5, (int)_interval / 3],
        };
        _jitter = _jitters[0];
        var start = Given.At("2025-03-02T23:30:00Z").Milliseconds;
        _clock = start + _random.Next(1_000);
        _registry = new RandomRegistry(_random, _interval, start).Create();
    }

    public static DetectionInput Create(int seed)
    {
        var stream = new CalmStream(seed);
        var rules = new RandomRules(stream._random, stream._interval).Create();
        for (var round = 0; round < Rounds; round++)
        {
            stream.AddRound();
        }

        return new DetectionInput(stream._registry, rules, stream._steps, stream._isLive);
    }

    private bool OneIn(int n) => _random.Next(n) == 0;

    private void AddRound()
    {
        _part = OneIn(150) ? Parts[_random.Next(Parts.Length)] : _part;
        _clock += OneIn(200) ? _interval * _random.Next(1, 40) : OneIn(20) ? _interval + _random.NextInt64(-_interval * 6 / 10, _interval) : _interval;
        _jitter = OneIn(100) ? _jitters[_random.Next(_jitters.Length)] : _jitter;
        foreach (var point in _registry.Points)
        {
            foreach (var quantity in point.Quantities)
            {
                AddSample(point.Number, quantity);
            }
        }

        if (_isLive && OneIn(30))
        {
            _steps.Add(DetectionStep.Tick(_clock + _random.Next(2_000)));
        }
    }

    private void AddSample(int point, Quantity quantity)
    {
        if (OneIn(_oneLostIn))
        {
            return;
        }

        var late = OneIn(400) ? _random.Next(1, (int)_interval * 2) : 0;
        var flag = OneIn(400) ? SampleFlag.OverRange : OneIn(400) ? SampleFlag.Calibration : SampleFlag.Valid;
        var sample = new Sample(new Instant(_clock - late - _random.Next(_jitter + 1)), Value(quantity), point, quantity, flag);
        _steps.Add(DetectionStep.Of(sample, _isLive ? _clock + (OneIn(50) ? 2_000 : 0) : null));
    }

    private long Value(Quantity quantity)
    {
        var part = OneIn(100) ? Parts[_random.Next(Parts.Length)] : _part;
        return quantity == Quantity.NoiseLaeq
            ? Math.Max(0, 8_500 + (long)(1_000 * Math.Log10(Math.Max(1, part) / 1_000.0)) + _random.Next(-40, 40))
            : (RandomRules.DustLimit * part / 1_000) + (OneIn(10) ? 0 : _random.NextInt64(0, 2_000));
    }
}
