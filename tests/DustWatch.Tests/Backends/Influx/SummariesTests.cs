using System.Globalization;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>Minutes, quarters of an hour and shifts, each as the samples make it, also after late ones and restarts.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SummariesTests : IAsyncDisposable
{
    private const long Second = 1_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Shift = 8 * Hour;

    private readonly TemporaryFolder _folder = new();
    private readonly Registry _registry = Given.Registry(Given.Point("p1", interval: 10 * Second));
    private readonly ManualTime _clock = new(Given.ShiftStart);
    private readonly SortedDictionary<long, Sample> _samples = [];
    private ScriptedInflux _server;
    private NearAndInflux _history;
    private long _position;

    [SetUp]
    public async Task Start()
    {
        _server = await ScriptedInflux.StartAsync();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _history.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Are_what_the_samples_make([Values(Quantity.DustRespirable, Quantity.NoiseLaeq)] Quantity quantity)
    {
        await RunAsync(quantity, 0, Shift);
        await TickAsync(Shift + (2 * Minute));

        AssertAll(quantity);
        Assert.That(Last("sample_1m"), Has.Count.GreaterThan(400));
        Assert.That(Last("sample_15m"), Has.Count.EqualTo(32));
        Assert.That(Last("sample_shift").Keys.Single(), Does.StartWith("sample_shift,enterprise=e1,point=p1,quantity=").And.Contain(",shift=08-16 "));
        Assert.That(_server.Stored.Where(l => l.StartsWith("sample_", StringComparison.Ordinal)), Is.Unique, "in order, each is written once");
    }

    [Test]
    public async Task Are_computed_again_when_late_samples_come()
    {
        await RunAsync(Quantity.NoiseLaeq, 0, 2 * Hour, skip: (Hour, Hour + (20 * Minute)));
        await TickAsync(Shift + (2 * Minute));
        var before = Last("sample_shift").Values.Single();
        await RunAsync(Quantity.NoiseLaeq, Hour, Hour + (20 * Minute), arrival: Shift + (3 * Minute));
        await TickAsync(Shift + (4 * Minute));

        AssertAll(Quantity.NoiseLaeq);
        Assert.That(Last("sample_shift").Values.Single(), Is.Not.EqualTo(before));
    }

    [Test]
    public async Task Say_so_when_a_late_sample_leaves_nothing_of_them()
    {
        Sample At(long ms, SampleFlag flag = SampleFlag.Valid) => new(Given.ShiftStart.Plus(ms), 5_000, 0, Quantity.DustRespirable, flag);
        async Task TakeAsync(long arrival, params Sample[] samples)
        {
            Array.ForEach(samples, s => _samples.Add(s.Time.Milliseconds, s));
            await WriteAsync(new SampleBatch(++_position, Given.ShiftStart.Plus(arrival), samples));
        }

        await TakeAsync(20 * Minute, At(Minute), At((17 * Minute) + Second)); // the second reaches 9 s into the minute before
        await TickAsync(25 * Minute);
        await TakeAsync(30 * Minute, At(17 * Minute, SampleFlag.Fault));
        await TickAsync(Shift + (2 * Minute));

        AssertAll(Quantity.DustRespirable);
        Assert.That(Last("sample_1m").Count(l => l.Value.StartsWith("coverage=0,", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(1), "the minute stays as it was");
    }

    [Test]
    public async Task Lack_nothing_after_a_restart_in_the_middle_of_a_minute_and_a_long_stop()
    {
        await RunAsync(Quantity.DustRespirable, 0, Hour + (30 * Second));
        await _history.DisposeAsync();
        Open();
        await RunAsync(Quantity.DustRespirable, 5 * Hour, 6 * Hour);
        await TickAsync(Shift + (2 * Minute));

        AssertAll(Quantity.DustRespirable);
    }

    [Test]
    public async Task Keep_the_shift_that_was_open_when_the_calendar_changes()
    {
        const string oneShift =
            """
            {"calendars":[{"id":"one","zone":"Asia/Shanghai","shifts":[{"name":"all","start":"00:00","end":"00:00"}]}],
             "enterprises":[{"id":"e1","name":"One"}],
             "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT10S","calendar":"one"}]}
            """;
        await RunAsync(Quantity.DustRespirable, 0, Hour);
        await WriteAsync(new RegistryChange(++_position, Given.ShiftStart.Plus(Hour), 1, System.Text.Encoding.UTF8.GetBytes(oneShift)));
        await RunAsync(Quantity.DustRespirable, Hour, 2 * Hour);
        await TickAsync(24 * Hour);

        Assert.That(Last("sample_shift").Keys.Select(k => k.Split(",shift=")[1].Split(' ')[0]), Is.EquivalentTo(new[] { "08-16", "all" }));
    }

    // 10 s data with gaps and a few invalid values, a record every 5 minutes.
    private async Task RunAsync(Quantity quantity, long from, long to, (long From, long To)? skip = null, long? arrival = null)
    {
        var random = new Random((int)(from / Second));
        for (var page = from; page < to; page += 5 * Minute)
        {
            var samples = new List<Sample>();
            for (var ms = page + (10 * Second); ms <= Math.Min(page + (5 * Minute), to); ms += 10 * Second)
            {
                var isGap = random.Next(20) == 0;
                var value = random.Next(4_000, 9_500);
                if (!isGap && (skip is not { } hole || ms <= hole.From || ms > hole.To))
                {
                    samples.Add(new Sample(Given.ShiftStart.Plus(ms), value, 0, quantity, random.Next(30) == 0 ? SampleFlag.Maintenance : SampleFlag.Valid));
                }
            }

            samples.ForEach(s => _samples.TryAdd(s.Time.Milliseconds, s));
            if (samples.Count > 0)
            {
                await WriteAsync(new SampleBatch(++_position, Given.ShiftStart.Plus(arrival ?? page + (5 * Minute)), samples.ToArray()));
            }
        }
    }

    private Task TickAsync(long ms) => WriteAsync(new Tick(++_position, Given.ShiftStart.Plus(ms)));

    private Task WriteAsync(LogRecord record) => _history.WriteAsync([record], CancellationToken.None).AsTask();

    private void Open() => _history = new NearAndInflux(_server.Options, _folder.Path, _registry, _clock);

    private void AssertAll(Quantity quantity)
    {
        AssertSteps("sample_1m", quantity, Minute);
        AssertSteps("sample_15m", quantity, 15 * Minute);
        AssertSteps("sample_shift", quantity, Shift);
    }

    // The shift starts at a whole multiple of 8 h since the epoch, so that steps of UTC are the shifts.
    private void AssertSteps(string measurement, Quantity quantity, long length)
    {
        var stepping = new HistoryStepping(new Interval(Given.ShiftStart, Given.ShiftStart.Plus(Shift)), length, 30 * Second, 10 * Second);
        var expected = HistorySteps.Compute(_samples.Values, quantity, stepping).Where(s => s.Coverage > 0).ToList();
        var found = Last(measurement).Select(l => Fields(l.Key, l.Value)).Where(f => f["coverage"] > 0).OrderBy(f => f["time"]).ToList();
        Assert.That(found.Select(f => (long)f["time"]), Is.EqualTo(expected.Select(s => s.End.Milliseconds)));
        foreach (var (fields, step) in found.Zip(expected))
        {
            Assert.That(fields[Quantities.IsDecibel(quantity) ? "leq" : "mean"], Is.EqualTo(step.Mean).Within(1e-9));
            Assert.That((fields["min"], fields["max"]), Is.EqualTo((step.Minimum, step.Maximum)));
            Assert.That(fields["coverage"], Is.EqualTo(step.Coverage).Within(1e-9));
            Assert.That(fields["covered"] / length, Is.EqualTo(step.Coverage));
            Assert.That(fields["interval"], Is.EqualTo(10 * Second));
            Assert.That(fields["start"], Is.EqualTo(step.End.Milliseconds - length));
        }
    }

    // By series and time, as the server keeps them: the last line of each.
    private Dictionary<string, string> Last(string measurement)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in _server.Stored.Where(l => l.StartsWith($"{measurement},", StringComparison.Ordinal)).Select(l => l.Split(' ')))
        {
            last[$"{parts[0]} {parts[2]}"] = parts[1];
        }

        return last;
    }

    private static Dictionary<string, double> Fields(string key, string fields)
    {
        var read = fields.Split(',').Select(f => f.Split('=')).ToDictionary(f => f[0], f => double.Parse(f[1].TrimEnd('i').Trim('"'), CultureInfo.InvariantCulture), StringComparer.Ordinal);
        read["time"] = double.Parse(key.Split(' ')[1], CultureInfo.InvariantCulture);
        return read;
    }
}
