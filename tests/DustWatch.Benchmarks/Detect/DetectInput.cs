using System.Globalization;
using System.Text;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>Points, rules and rounds of samples: every point each 10 s, most well below the limit, one in a hundred about it. The same on every run.</summary>
internal sealed class DetectInput
{
    public const long IntervalMilliseconds = 10_000;
    public const long WindowMilliseconds = 15 * 60_000;
    public const long ShiftMilliseconds = 8 * 3_600_000;

    private const int Seed = 20_190_827;
    private const int NearLimitEvery = 100;

    // A shift's start in Asia/Shanghai that is also a multiple of 8 h since the epoch.
    private static readonly Instant Start = new(1_740_960_000_000);

    private readonly int _points;
    private readonly int _samplesEach;
    private readonly Random _random = new(Seed);
    private readonly int[] _order; // points in order of arrival
    private readonly long[] _times; // [point], of its last sample
    private readonly Sample[] _round;
    private readonly bool _isShuffled;

    public DetectInput(int points, int samplesEach, bool isShuffled)
    {
        (_points, _samplesEach, _isShuffled) = (points, samplesEach, isShuffled);
        _order = [.. Enumerable.Range(0, points * samplesEach).Select(i => i % points)];
        _times = [.. Enumerable.Repeat(Start.Milliseconds, points)];
        _round = new Sample[points * samplesEach];
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
            _round[i] = new Sample(new Instant(_times[point] += IntervalMilliseconds), value, point, Quantity.DustRespirable, SampleFlag.Valid);
        }

        return _round;
    }

    public static Registry CreateRegistry(int points)
    {
        var json = new StringBuilder("""{"enterprises":[{"id":"e1","name":"Benchmark"}],"points":[""");
        for (var i = 0; i < points; i++)
        {
            json.Append(CultureInfo.InvariantCulture, $$"""{{(i == 0 ? "" : ",")}}{"id":"p{{i}}","enterprise":"e1","workshop":"w","post":"p","agent":"silica-10-50","silica":{"percent":23},"quantities":["dust_respirable"],"interval":"PT10S"}""");
        }

        json.Append("]}");
        return RegistryReader.TryRead(Encoding.UTF8.GetBytes(json.ToString()), out var registry, out var faults)
            ? registry
            : throw new InvalidOperationException(string.Join("; ", faults));
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
