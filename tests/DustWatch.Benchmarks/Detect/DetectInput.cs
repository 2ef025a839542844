using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>Points, rules and rounds of samples: every point once an interval, most well below the limit, one in a hundred about it. The same on every run.</summary>
internal sealed class DetectInput
{
    private const int Seed = 20_190_827;
    private const int NearLimitEvery = 100;

    // A shift's start in Asia/Shanghai that is also a multiple of 8 h since the epoch.
    private static readonly Instant Start = new(1_740_960_000_000);

    private readonly DetectSize _size;
    private readonly Random _random = new(Seed);
    private readonly int[] _order; // points in order of arrival
    private readonly long[] _times; // [point], of its last sample
    private readonly Sample[] _round;
    private readonly bool _isShuffled;

    public DetectInput(DetectSize size, bool isShuffled)
    {
        (_size, _isShuffled) = (size, isShuffled);
        _order = [.. Enumerable.Range(0, size.Points * size.SamplesEach).Select(i => i % size.Points)];
        _times = [.. Enumerable.Repeat(Start.Milliseconds, size.Points)];
        _round = new Sample[_order.Length];
    }

    /// <summary>The next samples of every point; each point's in event time, the points one by one in turn or mixed. The array is used again.</summary>
    public Sample[] NextRound()
    {
        if (_isShuffled)
        {
            _random.Shuffle(_order);
        }

        for (var i = 0; i < _round.Length; i++)
        {
            var point = _order[i];
            var value = point % NearLimitEvery == 0 ? _random.NextInt64(400_000, 1_000_000) : _random.NextInt64(100_000, 300_000);
            _round[i] = new Sample(new Instant(_times[point] += _size.IntervalMilliseconds), value, point, Quantity.DustRespirable, SampleFlag.Valid);
        }

        return _round;
    }

    public static Registry CreateRegistry(DetectSize size)
    {
        const string Zone = "Asia/Shanghai";
        var calendar = ShiftCalendar.DefaultIn(Zone);
        var ranges = new Dictionary<Quantity, long>();
        var points = new MonitoringPoint[size.Points];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new MonitoringPoint(
                i, $"p{i}", "e1", "", "", "silica-10-50", SilicaPercent: 23, "cn", [Quantity.DustRespirable], size.IntervalMilliseconds, ranges, calendar, Workers: 0);
        }

        return new Registry([], [new Enterprise("e1", "Benchmark", null, null, null, Zone)], points, []);
    }

    public static RuleSet CreateRules()
    {
        var json = """
            {"rules":[
              {"id":"m15","quantity":"dust_respirable","window":{"kind":"sliding","length":"PT15M"},"aggregate":"mean",
               "levels":[{"level":"exceeded","above":0.7}]},
              {"id":"twa","quantity":"dust_respirable","window":{"kind":"shift"},"aggregate":"twa8h",
               "levels":[{"level":"projected","above":0.7},{"level":"exceeded","above":0.7}]}]}
            """u8;
        return RulesReader.TryRead(json, out var rules, out var faults) ? rules : throw new InvalidOperationException(string.Join("; ", faults));
    }
}
