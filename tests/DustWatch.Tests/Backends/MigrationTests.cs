using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends;

/// <summary>Files as versions before this one wrote them (Data/formats) are brought to this one's format, with a copy beside them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new Instant(1_750_000_100_000));

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task A_log_of_format_2_goes_on_and_can_be_cut()
    {
        var path = Copy("log-2.db", "log.db");
        await using (var log = new SqliteSampleLog(path, _time, retention: new LogRetention(TimeSpan.FromSeconds(10), long.MaxValue)))
        {
            Assert.That((log.First, log.End, log.Repair), Is.EqualTo((1, 3, (string?)null)));
            Assert.That((await log.ReadToAsync(3)).SamplesOf(), Is.EqualTo(Samples(50)));
            log.Release(2, 2);
            await log.TickAsync();
            await log.TickAsync();
            Assert.That((log.First, log.End, log.FindRegistry(2)?.Version), Is.EqualTo((3, 5, 1)));
        }

        AssertKept(path, version: 2, "SELECT count(*) FROM record", 3);
        AssertSameTables(path, LogFile.Format);
    }

    [Test]
    public async Task A_ledger_of_format_2_keeps_its_chain_and_takes_verdicts()
    {
        var path = Copy("ledger-2.db", "ledger.db");
        await using (var ledger = new SqliteLedger(path, _time))
        {
            Assert.That(ledger.Verify(), Is.Null);
            Assert.That((ledger.Head, ledger.PositionOf(0)), Is.EqualTo((2, 3)));
            Assert.That(SqliteDocuments.Rules(ledger).FindLast()?.Version, Is.EqualTo(4));
            Assert.That(ledger.ReadVerdicts(null, null), Is.Empty);
        }

        AssertKept(path, version: 2, "SELECT count(*) FROM entry", 2);
        AssertSameTables(path, LedgerSchema.Format);
    }

    [Test]
    public async Task A_history_of_format_1_gives_its_samples_and_gathers_them()
    {
        var path = Copy("history-1.db", "history.db");
        await using (var history = new SqliteHistory(path, LogReading.KeptForEver))
        {
            var ever = new Interval(new Instant(0), _time.Now);
            Assert.That(history.Position, Is.EqualTo(2));
            Assert.That(history.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(50)));
            await history.WriteAsync([new Tick(3, _time.Now)], CancellationToken.None);
            Assert.That(history.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(50)));
        }

        using (var session = new SqliteSession(path))
        {
            Assert.That(session.Read("SELECT count(*) FROM chunk"), Is.GreaterThan(0));
        }

        AssertKept(path, version: 1, "SELECT count(*) FROM sample", 50);
        AssertSameTables(path, HistorySchema.Format);
    }

    [Test]
    public async Task A_history_of_format_2_gives_its_samples_and_sums_them_up()
    {
        var path = Copy("history-2.db", "history.db");
        var registry = Given.Registry(Given.Point(interval: 1_000));
        await using (var history = new SqliteHistory(path, LogReading.KeptForEver, () => registry))
        {
            var ever = new Interval(new Instant(0), _time.Now);
            Assert.That(history.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(50)), "30 of them in a chunk");
            await history.WriteAsync([new Tick(3, _time.Now)], CancellationToken.None);
            Assert.That(history.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(50)));
        }

        using (var session = new SqliteSession(path))
        {
            Assert.That(session.Read("SELECT count(*) FROM minute"), Is.EqualTo(1));
            Assert.That(session.Read("SELECT backlog - summed FROM tier"), Is.Zero);
        }

        AssertKept(path, version: 2, "SELECT count(*) FROM sample", 20);
        AssertSameTables(path, HistorySchema.Format);
    }

    [Test]
    public async Task A_history_of_format_3_has_its_newest_samples_before_and_after_they_are_gathered()
    {
        var path = Copy("history-3.db", "history.db");
        var ever = new Interval(new Instant(0), _time.Now);
        for (var round = 0; round < 2; round++)
        {
            await using var unwritten = new SqliteHistory(path, LogReading.KeptForEver);
            Assert.That(unwritten.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(50)), "20 of them rows");
        }

        var registry = Given.Registry(Given.Point(interval: 1_000));
        await using (var history = new SqliteHistory(path, LogReading.KeptForEver, () => registry))
        {
            await history.WriteAsync([new Tick(3, _time.Now)], CancellationToken.None);
            Assert.That(history.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(50)));
        }

        AssertKept(path, version: 3, "SELECT count(*) FROM sample", 20);
        AssertSameTables(path, HistorySchema.Format);
    }

    [Test]
    public async Task A_history_of_format_4_gives_its_samples_and_has_checksums_from_then_on()
    {
        var path = Copy("history-4.db", "history.db");
        var registry = Given.Registry(Given.Point(interval: 1_000));
        await using (var history = new SqliteHistory(path, LogReading.KeptForEver, () => registry))
        {
            var ever = new Interval(new Instant(0), _time.Now);
            Assert.That(history.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(50)));
            using var session = new SqliteSession(path);
            Assert.That(session.Read("SELECT count(checksum) FROM chunk"), Is.Zero);
            await history.WriteAsync([new SampleBatch(3, _time.Now, Samples(1, first: 50))], CancellationToken.None);
            await history.WriteAsync([new Tick(4, _time.Now.Plus(3_600_000))], CancellationToken.None);
            Assert.That(history.Read(0, Quantity.DustRespirable, ever, 100), Is.EqualTo(Samples(51)));
            Assert.That((session.Read("SELECT count(checksum) FROM chunk"), session.Read("SELECT count(checksum) FROM minute")), Is.EqualTo((1, 1)));
        }

        AssertKept(path, version: 4, "SELECT count(*) FROM chunk", 1);
        AssertSameTables(path, HistorySchema.Format);
    }

    [Test]
    public void A_history_of_an_earlier_format_is_not_read_before_it_was_migrated() =>
        Assert.That(() => SqliteHistory.OpenToRead(Copy("history-3.db", "history.db")), Throws.InstanceOf<IOException>().With.Message.Contains("format 3"));

    [Test]
    public void A_migration_that_fails_leaves_the_file_as_it_was()
    {
        var path = Copy("log-2.db", "log.db");
        var format = new SqliteFormat("", [.. LogFile.Format.Migrations, "CREATE TABLE half (id INTEGER); CREATE TABLE record (id INTEGER)"]);
        using (var file = SqliteFile.OpenWriter(path, isDurable: true))
        {
            Assert.That(() => file.Prepare(format), Throws.InstanceOf<Microsoft.Data.Sqlite.SqliteException>());
        }

        using var session = new SqliteSession(path);
        Assert.That(session.Read("PRAGMA user_version"), Is.EqualTo(2));
        Assert.That(session.Read("SELECT count(*) FROM sqlite_master WHERE name IN ('half', 'cut')"), Is.Zero);
    }

    [Test]
    public void A_file_of_this_format_is_not_copied()
    {
        var path = _folder.File("log.db");
        for (var round = 0; round < 2; round++)
        {
            using var file = LogFile.OpenWriter(path);
        }

        Assert.That(Directory.GetFiles(_folder.Path, "*.v*"), Is.Empty);
    }

    [Test]
    public void A_reader_beside_it_reads_a_log_of_format_2()
    {
        using var reader = new SqliteLogReader(Copy("log-2.db", "log.db"));

        Assert.That(reader.Read(1, 3).SelectMany(page => page).OfType<SampleBatch>().SamplesOf(), Is.EqualTo(Samples(50)));
    }

    private string Copy(string from, string to)
    {
        File.Copy(Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "formats", from), _folder.File(to));
        return _folder.File(to);
    }

    private static void AssertKept(string path, int version, string sql, long count)
    {
        using var kept = new SqliteSession($"{path}.v{version}");
        Assert.That(kept.Read("PRAGMA user_version"), Is.EqualTo(version));
        Assert.That(kept.Read(sql), Is.EqualTo(count));
    }

    // What the migrations make is what a new file has.
    private void AssertSameTables(string path, SqliteFormat format)
    {
        const string sql = "SELECT group_concat(type || ' ' || name, ', ') FROM (SELECT type, name FROM sqlite_master ORDER BY type, name)";
        var made = _folder.File("new.db");
        using (var file = SqliteFile.OpenWriter(made, isDurable: false))
        {
            file.Prepare(format);
        }

        using var migrated = new SqliteSession(path);
        using var fresh = new SqliteSession(made);
        Assert.That(migrated.Read(sql), Is.EqualTo(fresh.Read(sql)));
    }
}
