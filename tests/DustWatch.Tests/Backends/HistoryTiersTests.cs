using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends;

/// <summary>Steps from summaries of minutes and shifts, against the samples that once were.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HistoryTiersTests : IAsyncDisposable
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private static readonly long Start = Given.ShiftStart.Milliseconds;
    private static readonly HistoryRetention Usual = HistoryRetention.Default with { Raw = TimeSpan.FromDays(9), Minute = TimeSpan.FromDays(20), Shift = TimeSpan.FromDays(100) };

    private readonly TemporaryFolder _folder = new();
    private readonly SortedDictionary<(int Point, long Time), Sample> _samples = [];
    private Registry _registry = RegistryOf(10_000);
    private SqliteHistory _history;
    private long _position;

    private string Path => _folder.File("history.db");

    [SetUp]
    public void Start_() => Open(Usual);

    public async ValueTask DisposeAsync()
    {
        await _history.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Are_those_of_the_samples_however_they_come([Values(1, 2, 3, 4, 5, 6, 7, 8)] int seed, [Values(1_000, 10_000, 60_000, 900_000, 3_600_000)] long interval)
    {
        var random = new Random(seed);
        _registry = RegistryOf(interval);
        for (var write = 0; write < 60; write++)
        {
            // Half of a write is at the end, the rest up to three hours late, some of it twice, some of it invalid; at times the process stops.
            var now = Start + (write * 5 * Minute);
            await WriteAsync(now, [.. Enumerable.Range(0, random.Next(30)).Select(_ => Any(random, now, interval))]);
            AssertSteps(random, now, interval);
            if (random.Next(10) == 0)
            {
                await _history.DisposeAsync();
                Open(Usual);
            }
        }
    }

    [Test]
    public async Task Stay_when_the_samples_are_gone([Values(Quantity.DustRespirable, Quantity.NoiseLaeq)] Quantity quantity, [Values(1, 2, 3)] int seed)
    {
        await FillAsync(new Random(seed), quantity, hours: 30);
        await PassAsync(15);

        Assert.That(_history.Read(0, quantity, Ever, 1), Is.Empty, "the samples are there still");
        foreach (var step in (long[])[Minute, 5 * Minute, 15 * Minute, Hour, 8 * Hour, Day])
        {
            AssertSame(0, quantity, Stepping(Start - Day, Start + (2 * Day), step, 10_000));
        }

        AssertSame(0, quantity, Stepping(Start + (7 * Minute), Start + Hour + (3 * Minute), Minute, 10_000));
    }

    [Test]
    public async Task Come_from_shifts_when_the_minutes_are_gone()
    {
        await FillAsync(new Random(1), Quantity.NoiseLaeq, hours: 30);
        await PassAsync(25);

        Assert.That(Count("minute"), Is.Zero, "the minutes are there still");
        Assert.That(Count("shift"), Is.EqualTo(5), "30 h, and what the first sample covers of the shift before");
        AssertSame(0, Quantity.NoiseLaeq, Stepping(Start - Day, Start + (2 * Day), 8 * Hour, 10_000));
        AssertSame(0, Quantity.NoiseLaeq, Stepping(Start - Day, Start + (2 * Day), Day, 10_000));
        Assert.That(_history.ReadSums(0, Quantity.NoiseLaeq, Stepping(Start, Start + Day, Hour, 10_000)), Is.All.EqualTo(default(HistorySum)), "a shift cannot be cut");
    }

    [Test]
    public async Task Have_a_late_sample_in_their_shift()
    {
        await FillAsync(new Random(2), Quantity.DustRespirable, hours: 30);
        await WriteAsync(Start + (2 * Day), At(0, Start + (3 * Hour) + 1, 77_000_000));
        await WriteAsync(Start + (2 * Day) + Hour);
        await PassAsync(25);

        AssertSame(0, Quantity.DustRespirable, Stepping(Start, Start + (2 * Day), 8 * Hour, 10_000));
    }

    [Test]
    public async Task Are_forgotten_each_in_its_time()
    {
        await FillAsync(new Random(3), Quantity.DustRespirable, hours: 9);
        var seen = new List<(long, long, long)>();
        foreach (var days in (int[])[8, 12, 22, 102])
        {
            await PassAsync(days);
            seen.Add((Count("chunk"), Count("minute"), Count("shift")));
        }

        Assert.That(seen.Select(s => (s.Item1 > 0, s.Item2 > 0, s.Item3 > 0)), Is.EqualTo(new[] { (true, true, true), (false, true, true), (false, false, true), (false, false, false) }));
    }

    [Test]
    public async Task Count_only_for_the_cadence_that_they_were_made_with()
    {
        await FillAsync(new Random(4), Quantity.DustRespirable, hours: 5);
        await WriteAsync(Start + Day);
        foreach (var interval in (long[])[1_000, 10_000, 60_000])
        {
            AssertSame(0, Quantity.DustRespirable, Stepping(Start - Hour, Start + (6 * Hour), 15 * Minute, interval));
        }

        await PassAsync(15);
        Assert.That(Steps(Stepping(Start, Start + (5 * Hour), Hour, 60_000)), Is.EqualTo(Steps(Stepping(Start, Start + (5 * Hour), Hour, 10_000))), "with no samples they are all there is");
    }

    [Test]
    public async Task Follow_a_registry_that_states_another_interval()
    {
        await FillAsync(new Random(5), Quantity.DustRespirable, hours: 2);
        _registry = RegistryOf(20_000);
        await FillAsync(new Random(6), Quantity.DustRespirable, hours: 2, first: 2);
        await WriteAsync(Start + Day);

        AssertSame(0, Quantity.DustRespirable, Stepping(Start, Start + (5 * Hour), 15 * Minute, 20_000));
        AssertSame(0, Quantity.DustRespirable, Stepping(Start, Start + (5 * Hour), 15 * Minute, 10_000));
    }

    [Test]
    public async Task Are_made_of_what_an_earlier_version_gathered()
    {
        await _history.DisposeAsync();
        _history = new SqliteHistory(Path, Usual);
        await FillAsync(new Random(7), Quantity.DustRespirable, hours: 30);
        await WriteAsync(Start + (2 * Day));
        await _history.DisposeAsync();
        using (var session = new SqliteSession(Path))
        {
            session.Execute("UPDATE tier SET summed = 0, backlog = (SELECT max(id) FROM chunk)"); // as the migration leaves it
        }

        Open(Usual);
        for (var write = 0; write < 20; write++)
        {
            await WriteAsync(Start + (2 * Day) + write);
        }

        await PassAsync(15);
        Assert.That(_history.Read(0, Quantity.DustRespirable, Ever, 1), Is.Empty);
        AssertSame(0, Quantity.DustRespirable, Stepping(Start, Start + (2 * Day), 15 * Minute, 10_000));
    }

    [Test]
    public void An_hour_holds_any_minute_there_can_be()
    {
        var (hour, read) = (new HistoryHour(Quantity.NoiseLaeq), new HistoryHour(Quantity.NoiseLaeq));
        var minutes = new HistorySum[HistoryHour.PartMinutes];
        minutes[0] = HistorySum.Of(Quantity.NoiseLaeq, 20_000, Minute - 1) + HistorySum.Of(Quantity.NoiseLaeq, 0, 1);
        minutes[2] = HistorySum.Of(Quantity.NoiseLaeq, 8_500, Minute);
        minutes[9] = HistorySum.Of(Quantity.NoiseLaeq, 1, 1);
        hour.Set(1, new SampleCadence(3_000, 1_000), minutes);
        hour.Set(2, new SampleCadence(3_000, 1_000), new HistorySum[HistoryHour.PartMinutes]);
        hour.Set(5, new SampleCadence(30_000, 10_000), minutes);

        read.Unpack(hour.Pack());

        Assert.That(Enumerable.Range(0, 6).Select(read.CadenceOf), Is.EqualTo(Enumerable.Range(0, 6).Select(hour.CadenceOf)));
        Assert.That(Enumerable.Range(0, 6).Select(part => read.MinutesOf(part).ToArray()), Is.EqualTo(Enumerable.Range(0, 6).Select(part => hour.MinutesOf(part).ToArray())));
    }

    private static Interval Ever => new(new Instant(0), new Instant(4_000_000_000_000));

    private static Registry RegistryOf(long interval) => Given.Registry(Given.Point(interval: interval), Given.Point("p2", number: 1, interval: interval));

    private static HistoryStepping Stepping(long from, long to, long step, long interval) =>
        new(new Interval(new Instant(from), new Instant(to)), step, HoldMilliseconds: 3 * interval, IntervalMilliseconds: interval);

    private static Sample Any(Random random, long now, long interval)
    {
        var late = random.Next(2) == 0 ? random.Next(5 * 60) : random.Next(3 * 3600);
        var time = now - (late * 1000L);
        time = random.Next(4) == 0 ? time : time / interval * interval;
        return At(random.Next(2), time, random.Next(2_000) * 1_000L) with { Flag = random.Next(5) == 0 ? SampleFlag.Fault : SampleFlag.Valid };
    }

    private static Sample At(int point, long time, long value) => new(new Instant(time), value, point, Quantity.DustRespirable, SampleFlag.Valid);

    private void Open(HistoryRetention retention) => _history = new SqliteHistory(Path, retention, () => _registry);

    private void AssertSteps(Random random, long now, long interval)
    {
        var step = random.Next(5) switch { 0 => Minute, 1 => 7 * Minute, 2 => 15 * Minute, 3 => Hour, _ => 30_000 };
        var (from, to) = (now - random.Next(6 * 3600) * 1000L, now + Hour - random.Next(3 * 3600) * 1000L);
        AssertSame(random.Next(2), Quantity.DustRespirable, Stepping(Math.Min(from, to), Math.Max(from, to), step, interval));
    }

    private void AssertSame(int point, Quantity quantity, HistoryStepping stepping)
    {
        var mine = _samples.Values.Where(s => s.Point == point && s.Quantity == quantity);
        Assert.That(_history.ReadSteps(point, quantity, stepping), Is.EqualTo(HistorySteps.Compute(mine, quantity, stepping)));
    }

    private IReadOnlyList<HistoryStep> Steps(HistoryStepping stepping) => _history.ReadSteps(0, Quantity.DustRespirable, stepping);

    // 10 s data with gaps, a few invalid values and some late, a record every 5 minutes, and what follows so that all of it is gathered.
    private async Task FillAsync(Random random, Quantity quantity, int hours, int first = 0)
    {
        var (begin, end) = (Start + (first * Hour), Start + ((first + hours) * Hour));
        var late = new List<Sample>();
        for (var now = begin + (5 * Minute); now <= end; now += 5 * Minute)
        {
            var samples = new List<Sample>();
            for (var time = now - (5 * Minute) + random.Next(10_000); time <= now; time += 10_000)
            {
                var sample = new Sample(new Instant(time), random.Next(4_000, 9_500), 0, quantity, random.Next(30) == 0 ? SampleFlag.Maintenance : SampleFlag.Valid);
                (random.Next(20) == 0 ? late : samples).Add(sample);
            }

            if (random.Next(12) == 0)
            {
                samples.AddRange(late);
                late.Clear();
            }

            await WriteAsync(now, [.. samples]);
        }

        await WriteAsync(end + Hour);
        await WriteAsync(end + (2 * Hour));
    }

    // So many writes at that day that all is forgotten that is too old.
    private async Task PassAsync(int day)
    {
        for (var write = 0; write < 20; write++)
        {
            await WriteAsync(Start + (day * Day) + write);
        }
    }

    private async Task WriteAsync(long now, params Sample[] samples)
    {
        foreach (var sample in samples)
        {
            _samples.TryAdd((sample.Point, sample.Time.Milliseconds), sample);
        }

        await _history.WriteAsync([samples.Length == 0 ? new Tick(++_position, new Instant(now)) : new SampleBatch(++_position, new Instant(now), samples)], CancellationToken.None);
    }

    private long Count(string table)
    {
        using var session = new SqliteSession(Path);
        return (long)session.Read($"SELECT count(*) FROM {table}")!;
    }
}
