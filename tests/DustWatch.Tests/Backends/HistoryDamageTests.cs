using DustWatch.Backends;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends;

/// <summary>Rows of a history that are not what was written: nobody takes them for it, and nothing else suffers.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HistoryDamageTests : IDisposable
{
    private const long Start = 1_750_000_200_000; // a whole ten minutes
    private const long Minute = 60_000;
    private const long Part = 10 * Minute;
    private const long Hour = 60 * Minute;

    private readonly TemporaryFolder _folder = new();
    private readonly Registry _registry = Given.Registry(Given.Point(interval: Minute), Given.Point("p2", number: 1, interval: Minute));
    private readonly List<string> _passedOver = [];
    private long _position;

    private static long HourStart => HistoryHour.StartOf(Start) + Hour;

    private static Interval Ever => new(new Instant(0), new Instant(4_000_000_000_000));

    private string Path => _folder.File("history.db");

    public void Dispose() => _folder.Dispose();

    [TestCase("UPDATE chunk SET point = 5", 5, Quantity.DustRespirable)]
    [TestCase("UPDATE chunk SET quantity = 99", 0, (Quantity)99)]
    [TestCase("UPDATE chunk SET quantity = 0", 0, (Quantity)0)]
    [TestCase("UPDATE chunk SET body = x'0605'", 0, Quantity.DustRespirable)]
    [TestCase("UPDATE chunk SET body = substr(body, 1, length(body) - 1) || x'01'", 0, Quantity.DustRespirable)]
    [TestCase("UPDATE chunk SET checksum = NULL, body = x'0605'", 0, Quantity.DustRespirable)]
    [TestCase("UPDATE chunk SET checksum = NULL, body = x'0600'", 0, Quantity.DustRespirable)] // no samples
    [TestCase("UPDATE chunk SET checksum = NULL, body = x'060101000100'", 0, Quantity.DustRespirable)] // a ms before its time
    [TestCase("UPDATE chunk SET checksum = NULL, body = x'0602020001000200'", 0, Quantity.DustRespirable)] // two at one time
    public async Task Is_read_by_nobody_and_passed_over_by_whoever_has_to_go_on(string damage, int point, Quantity quantity)
    {
        await WriteAsync(Samples(0, 5));
        Execute(damage);
        await using var history = Open();
        await WriteAsync(history, At(1, Start + Minute, 7));

        Assert.That(() => history.Read(point, quantity, Ever, 10), Throws.InstanceOf<InvalidDataException>().With.Message.Contains($"point {point}"));
        Assert.That(() => history.FindLast(point, quantity, Ever.End), Throws.InstanceOf<InvalidDataException>());
        Assert.That(history.ReadSeries(), Does.Contain((1, Quantity.DustRespirable)).And.None.Matches<(int, Quantity Quantity)>(series => (int)series.Quantity is 0 or >= Quantities.Count));
        Assert.That(_passedOver, Is.Empty);
        for (var round = 0; round < 2; round++)
        {
            Assert.That(history.Undamaged.Read(point, quantity, Ever, 10), Is.Empty);
            Assert.That(history.Undamaged.FindLast(point, quantity, Ever.End), Is.Null);
        }

        Assert.That(history.Undamaged.Read(1, Quantity.DustRespirable, Ever, 10), Has.Count.EqualTo(1));
        Assert.That(_passedOver, Has.One.Items.And.One.Contains($"point {point}"));
    }

    [TestCase("UPDATE chunk SET point = 4294967296")]
    [TestCase("UPDATE chunk SET point = -1")]
    [TestCase("UPDATE chunk SET quantity = -126")]
    [TestCase("UPDATE chunk SET quantity = 300")]
    public async Task Is_no_series_that_cannot_be(string damage)
    {
        await WriteAsync(Samples(0, 5));
        Execute(damage);
        await using var history = Open();

        Assert.That(history.ReadSeries(), Is.Empty);
    }

    [TestCase("UPDATE chunk SET body = x'0605'", 0)]
    [TestCase("UPDATE chunk SET checksum = checksum + 1", 5)]
    public async Task Takes_what_comes_and_stays_damaged(string damage, int salvaged)
    {
        await WriteAsync(Samples(0, 5));
        Execute(damage);
        for (var round = 1; round <= 2; round++)
        {
            await WriteAsync(At(0, Start + round, 7), At(0, Start + Part + (round * Minute), 8));
        }

        await using var history = Open();
        Assert.That(() => history.Read(0, Quantity.DustRespirable, Ever, 10), Throws.InstanceOf<InvalidDataException>());
        Assert.That(history.Undamaged.Read(0, Quantity.DustRespirable, Ever, 10).Select(sample => sample.Value), Is.EqualTo(new[] { 8, 8 }));
        var left = new List<Sample>();
        HistoryChunk.Unpack((byte[])Read("SELECT body FROM chunk ORDER BY start LIMIT 1"), Start, 0, Quantity.DustRespirable, left);
        Assert.That(left, Has.Count.EqualTo(salvaged + 2), "both that came, and what could be unpacked");
        Assert.That(new SqliteExamination().ExamineHistory(Path).Count(finding => finding.Kind == FindingKind.Fault), Is.EqualTo(1));
    }

    [Test]
    public async Task Leaves_the_minutes_of_a_damaged_chunk()
    {
        await WriteAsync(Samples(0, 5));
        var minutes = Read("SELECT hex(body) FROM minute");
        Execute("UPDATE chunk SET checksum = checksum + 1");
        await WriteAsync(At(0, Start + 1_500, 7));
        await WriteAsync(At(0, Start + 2_500, 7));

        Assert.That(Read("SELECT hex(body) FROM minute"), Is.EqualTo(minutes));
    }

    [Test]
    public async Task Makes_a_damaged_hour_again_of_its_samples()
    {
        Sample[] late = [At(0, HourStart + 1_500, 7)];
        var sums = new List<HistorySum[]>();
        foreach (var damage in new[] { "SELECT 1", "UPDATE minute SET checksum = checksum + 1", "UPDATE minute SET body = x'0F'" })
        {
            await using (Open())
            {
                Execute("DELETE FROM chunk; DELETE FROM minute");
            }

            await WriteAsync(Hourly(0, HourStart));
            Execute(damage);
            await WriteAsync(late);
            Execute("UPDATE chunk SET checksum = checksum + 1"); // so that no step can be had but from the minutes
            await using var history = Open();
            sums.Add(history.ReadSums(0, Quantity.DustRespirable, Quarters(HourStart - Hour, HourStart + Hour)));
        }

        Assert.That(sums, Is.All.EqualTo(sums[0]));
        Assert.That(sums[0].Sum(sum => sum.CoveredMilliseconds), Is.GreaterThanOrEqualTo(Hour));
    }

    [Test]
    public async Task Leaves_a_damaged_hour_that_cannot_be_made_again()
    {
        await WriteAsync(Hourly(0, HourStart));
        Execute("UPDATE minute SET checksum = checksum + 1");
        Execute($"UPDATE chunk SET checksum = checksum + 1 WHERE start = {HourStart + (3 * Part)}");
        var hour = Read($"SELECT hex(body) || checksum FROM minute WHERE start = {HourStart}");
        await WriteAsync(At(0, HourStart + 1_500, 7));

        Assert.That(Read($"SELECT hex(body) || checksum FROM minute WHERE start = {HourStart}"), Is.EqualTo(hour));
    }

    [Test]
    public async Task Sums_up_what_comes_after_a_damaged_chunk()
    {
        await WriteAsync(Hourly(0, HourStart)[..10]);
        Execute("UPDATE chunk SET checksum = checksum + 1");
        await WriteAsync(Hourly(0, HourStart)[10..20]);
        Execute("UPDATE chunk SET checksum = checksum + 1");
        await using var history = Open();

        var sums = history.ReadSums(0, Quantity.DustRespirable, Steps(HourStart - Hour, HourStart + (2 * Part), Part)); // where there are samples, from minutes alone
        Assert.That(sums.Sum(sum => sum.CoveredMilliseconds), Is.GreaterThanOrEqualTo(19 * Minute));
    }

    [Test]
    public async Task Is_passed_over_where_its_samples_are_forgotten()
    {
        await WriteAsync([.. Hourly(0, HourStart), .. Hourly(0, HourStart + Hour)]);
        Execute($"DELETE FROM chunk; UPDATE tier SET forgotten = {HourStart + (2 * Hour)}; UPDATE minute SET checksum = checksum + 1 WHERE start = {HourStart}");
        var stepping = Quarters(HourStart, HourStart + (2 * Hour));
        await using var history = Open();

        Assert.That(() => history.ReadSums(0, Quantity.DustRespirable, stepping), Throws.InstanceOf<InvalidDataException>());
        Assert.That(history.Undamaged.ReadSums(0, Quantity.DustRespirable, stepping).Sum(sum => sum.CoveredMilliseconds), Is.EqualTo(Hour));
        Assert.That(_passedOver, Has.One.Items);
    }

    [Test]
    public async Task Takes_the_steps_of_a_damaged_hour_from_its_samples()
    {
        await WriteAsync([.. Hourly(0, HourStart), .. Hourly(0, HourStart + Hour)]);
        var stepping = Quarters(HourStart, HourStart + (3 * Hour));
        HistorySum[] whole;
        await using (var history = Open())
        {
            whole = history.ReadSums(0, Quantity.DustRespirable, stepping);
        }

        Execute($"UPDATE minute SET checksum = checksum + 1 WHERE start = {HourStart}");
        await using var again = Open();
        Assert.That(again.ReadSums(0, Quantity.DustRespirable, stepping), Is.EqualTo(whole));
        Assert.That(whole.Sum(sum => sum.CoveredMilliseconds), Is.GreaterThanOrEqualTo(2 * Hour));
    }

    [Test]
    public async Task Sums_up_no_shift_of_which_an_hour_is_damaged_and_goes_on()
    {
        await WriteAsync(Hourly(0, HourStart));
        Execute("UPDATE minute SET checksum = checksum + 1");
        await using var history = Open();
        await PassAsync(history, HourStart + (2 * Hour), hours: 48);
        Assert.That((Read("SELECT count(*) FROM open_shift"), Read("SELECT count(*) FROM shift")), Is.EqualTo((0L, 0L)));

        await WriteAsync(history, Hourly(0, HourStart + (50 * Hour)));
        await PassAsync(history, HourStart + (52 * Hour), hours: 40);
        Assert.That(Read("SELECT count(*) FROM shift"), Is.EqualTo(1L));
    }

    private static Sample At(int point, long time, long value) => new(new Instant(time), value, point, Quantity.DustRespirable, SampleFlag.Valid);

    // A minute apart, from the first minute of the first ten.
    private static Sample[] Samples(int point, int count) => [.. Enumerable.Range(1, count).Select(i => At(point, Start + (i * Minute), i))];

    private static Sample[] Hourly(int point, long hour) => [.. Enumerable.Range(1, 60).Select(i => At(point, hour + (i * Minute), i))];

    private HistoryStepping Quarters(long from, long to) => Steps(from, to, 15 * Minute);

    private HistoryStepping Steps(long from, long to, long step) =>
        new(new Interval(new Instant(from), new Instant(to)), step, _registry.Points[0].HoldMilliseconds, _registry.Points[0].IntervalMilliseconds);

    private SqliteHistory Open()
    {
        var history = new SqliteHistory(Path, LogReading.KeptForEver, () => _registry);
        history.DamagePassedOver += _passedOver.Add;
        _position = history.Position;
        return history;
    }

    // All that is written is in the file afterwards.
    private async Task WriteAsync(params Sample[] samples)
    {
        await using var history = Open();
        await WriteAsync(history, samples);
    }

    private async Task WriteAsync(SqliteHistory history, params Sample[] samples) =>
        await history.WriteAsync([new SampleBatch(++_position, samples[^1].Time, samples)], CancellationToken.None);

    private async Task PassAsync(SqliteHistory history, long from, int hours)
    {
        for (var hour = 0; hour < hours; hour++)
        {
            await history.WriteAsync([new Tick(++_position, new Instant(from + (hour * Hour)))], CancellationToken.None);
        }
    }

    private void Execute(string sql)
    {
        using var session = new SqliteSession(Path);
        session.Execute(sql);
    }

    private object Read(string sql)
    {
        using var session = new SqliteSession(Path);
        return session.Read(sql) ?? throw new InvalidOperationException($"{sql} gives nothing.");
    }
}
