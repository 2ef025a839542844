using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.History;

/// <summary>What the log gives to a history: points in turn at 1 Hz, three decimals, one value in a thousand over range.</summary>
internal sealed class HistoryRecords(HistorySize size)
{
    /// <summary>Before the first sample, ms.</summary>
    public const long Start = 1_760_000_000_000;

    private readonly Random _random = new(1);
    private long _second;
    private long _position;
    private int _point;

    /// <summary>The registry of the points.</summary>
    public Registry Registry { get; } = new(
        [new District("rc", "District", null)],
        [new Enterprise("e01", "Enterprise", null, "rc", null, "Asia/Shanghai")],
        [.. Enumerable.Range(0, size.Points).Select(number => new MonitoringPoint(
            number, $"e01-p{number:000}", "e01", "", "", "silica-10-50", null, "cn", [Quantity.DustRespirable], 1_000, new Dictionary<Quantity, long>(), ShiftCalendar.DefaultIn("Asia/Shanghai"), 1))],
        []);

    /// <summary>The next records, each later than those before.</summary>
    public IReadOnlyList<LogRecord> Next(int records) => [.. Enumerable.Range(0, records).Select(_ => NextRecord())];

    private SampleBatch NextRecord()
    {
        var samples = new Sample[size.RecordSamples];
        for (var i = 0; i < samples.Length; i++)
        {
            _second += _point == 0 ? 1 : 0;
            var flag = _random.Next(1000) == 0 ? SampleFlag.OverRange : SampleFlag.Valid;
            samples[i] = new Sample(new Instant(Start + (1000 * _second)), _random.Next(1, 4_000) * 1_000L, _point, Quantity.DustRespirable, flag);
            _point = (_point + 1) % size.Points;
        }

        return new SampleBatch(++_position, new Instant(Start + (1000 * _second)), samples);
    }
}
