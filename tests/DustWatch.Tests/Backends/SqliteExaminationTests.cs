using DustWatch.Backends;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Mqtt;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends;

/// <summary>What an examination finds in files that are whole, damaged, or written by a server meanwhile.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteExaminationTests : IDisposable
{
    private const string Registry =
        """
        {"enterprises":[{"id":"e1","name":"One"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"}]}
        """;

    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("log.db");

    private string History => _folder.File("history.db");

    private string Sessions => _folder.File("sessions.db");

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Unpacks_all_of_a_history()
    {
        await WriteHistoryAsync();
        var bytes = 0L;
        var examination = new SqliteExamination(isInUse: false, more => bytes += more);

        var findings = examination.ExamineHistory(History);

        Assert.That(findings.Select(finding => finding.Kind), Is.EqualTo(new[] { FindingKind.Whole }), string.Join('\n', findings));
        Assert.That(findings[0].Message, Does.Contain("log position 2, ").And.EndsWith(", 1 chunks, 1 hours and 1 shifts unpacked"));
        Assert.That(examination.HistoryPosition, Is.EqualTo(2));
        Assert.That(bytes, Is.GreaterThan(0).And.LessThanOrEqualTo(examination.BytesToRead(History)));
    }

    // As an earlier format has them, without a checksum: what is packed says itself that something is wrong.
    [TestCase("UPDATE chunk SET body = zeroblob(length(body))", "samples of p1, dust_respirable from 2023-11-14T22:10:00.000Z to 2023-11-14T22:20:00.000Z")]
    [TestCase("UPDATE chunk SET body = substr(body, 1, length(body) - 3)", "samples of p1, dust_respirable from 2023-11-14T22:10:00.000Z to 2023-11-14T22:20:00.000Z")]
    [TestCase("UPDATE chunk SET start = start + 1", "samples of p1, dust_respirable from 2023-11-14T22:10:00.001Z to 2023-11-14T22:20:00.001Z")]
    [TestCase("UPDATE chunk SET start = 9223372036854775807", "samples of p1, dust_respirable from 9223372036854775807 ms")]
    [TestCase("UPDATE chunk SET quantity = 99", "samples of p1, quantity 99 from")]
    [TestCase("UPDATE chunk SET point = 7, body = x'00'", "samples of point 7, dust_respirable from")]
    [TestCase("UPDATE chunk SET point = -1", "samples of point -1, dust_respirable from")]
    [TestCase("UPDATE minute SET body = zeroblob(13)", "minutes of p1, dust_respirable from 2023-11-14T22:00:00.000Z to 2023-11-14T23:00:00.000Z")]
    [TestCase("UPDATE minute SET body = substr(body, 1, length(body) - 1)", "minutes of p1, dust_respirable from 2023-11-14T22:00:00.000Z to 2023-11-14T23:00:00.000Z")]
    [TestCase("UPDATE minute SET quantity = 3, body = x'00E807D00F07FFFFFFFFFF0F000000000000000000'", "minutes of p1, noise_laeq from 2023-11-14T22:00:00.000Z to")] // 3.4e8 dB
    [TestCase("UPDATE minute SET body = x'07' || substr(body, 2)", "minutes of p1, dust_respirable from")]
    [TestCase("UPDATE shift SET body = x'E0'", "shift of p1, dust_respirable from 2023-11-14T16:00:00.000Z to 2023-11-15T00:00:00.000Z")]
    [TestCase("UPDATE shift SET until = start + 1000", "shift of p1, dust_respirable from 2023-11-14T16:00:00.000Z to 2023-11-14T16:00:01.000Z")]
    public async Task Says_of_what_point_and_time_something_packed_is_damaged(string damage, string message)
    {
        await WriteHistoryAsync();
        await using (var log = new SqliteSampleLog(Log, new ManualTime(new Instant(1_750_000_000_000))))
        {
            await log.ChangeRegistryAsync(1, System.Text.Encoding.UTF8.GetBytes(Registry));
        }

        Execute(History, "UPDATE chunk SET checksum = NULL; UPDATE minute SET checksum = NULL; UPDATE shift SET checksum = NULL");
        Execute(History, damage);
        var examination = new SqliteExamination();
        examination.Begin(Log);

        var findings = examination.ExamineHistory(History);

        Assert.That(findings.Select(finding => finding.Kind), Is.EqualTo(new[] { FindingKind.Fault, FindingKind.Note, FindingKind.Whole }), string.Join('\n', findings));
        Assert.That(findings[0].Message, Does.StartWith(message).And.EndsWith(": damaged"));
    }

    [TestCase("UPDATE chunk SET body = substr(body, 1, length(body) - 1) || x'01'", "samples of point 0, dust_respirable from 2023-11-14T22:10:00.000Z")] // another flag
    [TestCase("UPDATE chunk SET point = 7", "samples of point 7, dust_respirable from 2023-11-14T22:10:00.000Z")]
    [TestCase("UPDATE chunk SET quantity = 1", "samples of point 0, dust_total from 2023-11-14T22:10:00.000Z")]
    [TestCase("UPDATE chunk SET start = start + 600000", "samples of point 0, dust_respirable from 2023-11-14T22:20:00.000Z")]
    [TestCase("UPDATE chunk SET checksum = checksum + 1", "samples of point 0, dust_respirable from 2023-11-14T22:10:00.000Z")]
    [TestCase("UPDATE minute SET point = 7", "minutes of point 7, dust_respirable from 2023-11-14T22:00:00.000Z")]
    [TestCase("UPDATE minute SET start = start + 3600000", "minutes of point 0, dust_respirable from 2023-11-14T23:00:00.000Z")]
    [TestCase("UPDATE shift SET until = until + 3600000", "shift of point 0, dust_respirable from 2023-11-14T16:00:00.000Z to 2023-11-15T01:00:00.000Z")]
    [TestCase("UPDATE shift SET body = x'E0D403020001'", "shift of point 0, dust_respirable from 2023-11-14T16:00:00.000Z")]
    public async Task Finds_what_could_be_and_is_not_what_was_written(string damage, string message)
    {
        await WriteHistoryAsync();
        Execute(History, damage);

        var findings = new SqliteExamination().ExamineHistory(History);

        Assert.That(findings.Where(finding => finding.Kind == FindingKind.Fault).Select(finding => finding.Message), Has.One.Items.And.One.StartWith(message).And.One.EndWith(": damaged"));
    }

    [Test]
    public async Task Names_the_first_few_of_many_and_says_how_many_more()
    {
        await WriteHistoryAsync();
        Execute(
            History,
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
            INSERT INTO chunk (point, quantity, start, body) SELECT 5, 2, 600000 * i, iif(i % 2 = 0, x'0001', chunk.body) FROM n, chunk
            """);

        var findings = new SqliteExamination().ExamineHistory(History);

        Assert.That(findings.Where(finding => finding.Kind == FindingKind.Fault).Select(finding => finding.Message), Is.EqualTo(new[]
        {
            "samples of point 5, dust_respirable from 1970-01-01T00:20:00.000Z to 1970-01-01T00:30:00.000Z: damaged",
            "samples of point 5, dust_respirable from 1970-01-01T00:40:00.000Z to 1970-01-01T00:50:00.000Z: damaged",
            "samples of point 5, dust_respirable from 1970-01-01T01:00:00.000Z to 1970-01-01T01:10:00.000Z: damaged",
            "samples: 497 more rows are damaged",
        }));
        Assert.That(findings[^1].Message, Does.Contain(" 501 chunks, 1 hours and 1 shifts unpacked"));
    }

    [Test]
    public async Task Goes_on_where_the_log_begins_that_a_server_cuts_meanwhile()
    {
        await WriteLogAsync(600);
        var isCut = false;
        var examination = new SqliteExamination(isInUse: true, _ =>
        {
            if (!isCut)
            {
                isCut = true;
                Execute(Log, "DELETE FROM record WHERE position <= 400; UPDATE cut SET position = 400");
            }
        });
        examination.Begin(Log);

        var findings = examination.ExamineLog(Log);

        Assert.That(findings.Single(), Is.EqualTo(new FileFinding(FindingKind.Whole, "records 401 to 600, 400 samples, every checksum holds")));
        Assert.That((examination.LogFirst, examination.LogEnd), Is.EqualTo((1, 600)), "positions that were looked up before are compared with the log as it was then");
    }

    [Test]
    public async Task Finds_a_hole_that_no_cut_has_made()
    {
        await WriteLogAsync(600);
        Execute(Log, "DELETE FROM record WHERE position BETWEEN 300 AND 309");

        var findings = new SqliteExamination(isInUse: true).ExamineLog(Log);

        Assert.That(findings.Single(), Is.EqualTo(new FileFinding(FindingKind.Fault, "record 300 is damaged or missing; it is whole from record 1 to 299, and goes on to record 600")));
    }

    [Test]
    public async Task Does_not_hold_the_write_ahead_log_of_a_server()
    {
        await WriteLogAsync(600);
        using var server = new SqliteConnection($"Data Source={Log};Pooling=False");
        server.Open();
        var (records, left) = (0, -1L);
        var examination = new SqliteExamination(isInUse: true, _ =>
        {
            if (++records == 10)
            {
                Run(server, "CREATE TABLE grown (id INTEGER)");
            }
            else if (records == 300)
            {
                left = PagesLeft(server);
            }
        });

        Assert.That(examination.ExamineLog(Log).Single().Kind, Is.EqualTo(FindingKind.Whole));
        Assert.That(left, Is.Zero, "what was written while an earlier page was read can be taken up");
    }

    [Test]
    public async Task Reads_all_sessions_and_retained_messages()
    {
        await WriteSessionsAsync();

        var findings = new SqliteExamination().ExamineSessions(Sessions);

        Assert.That(findings.Single(), Is.EqualTo(new FileFinding(FindingKind.Whole, "1 sessions with 2 messages on their way, 1 retained messages")));
    }

    [TestCase("UPDATE message SET identifiers = 'one' WHERE sequence = 2", "format")]
    [TestCase("UPDATE message SET identifiers = '99999999999'", "Int32")]
    [TestCase("DROP TABLE retained", "no such table: retained")]
    [TestCase("PRAGMA user_version = 99", "has format 99")]
    public async Task Says_when_the_sessions_cannot_be_read(string damage, string message)
    {
        await WriteSessionsAsync();
        Execute(Sessions, damage);

        var findings = new SqliteExamination().ExamineSessions(Sessions);

        Assert.That(findings.Single().Kind, Is.EqualTo(FindingKind.Fault));
        Assert.That(findings.Single().Message, Does.Contain(message));
    }

    [Test]
    public void Finds_the_copies_that_migrations_left()
    {
        foreach (var name in new[] { "log.db", "log.db.v2", "log.db.v10", "log.db.v3.tmp", "log.db.v", "log.db.vx", "ledger.db.v1", "log.db-wal" })
        {
            File.WriteAllText(_folder.File(name), "x");
        }

        Assert.That(SqliteExamination.FindCopies(Log).Select(Path.GetFileName), Is.EqualTo(new[] { "log.db.v10", "log.db.v2" }));
    }

    // A chunk, the minutes of an hour, and a shift.
    private async Task WriteHistoryAsync()
    {
        var registry = Given.Registry(Given.Point(interval: 1_000));
        await using (var history = new SqliteHistory(History, registry: () => registry))
        {
            var samples = Samples(20);
            await history.WriteAsync([new SampleBatch(1, samples[^1].Time, samples), new Tick(2, samples[^1].Time.Plus(3_600_000))], CancellationToken.None);
        }

        var checksum = RowChecksum.Of(0, Quantity.DustRespirable, 1_699_977_600_000, 1_700_006_400_000, Convert.FromHexString("E0D403020000"));
        Execute(History, $"INSERT INTO shift (point, quantity, start, until, name, body, checksum) VALUES (0, 2, 1699977600000, 1700006400000, 'day', x'E0D403020000', {checksum})");
    }

    // Records of two samples each.
    private async Task WriteLogAsync(int records)
    {
        await using var log = new SqliteSampleLog(Log, new ManualTime(new Instant(1_750_000_000_000)));
        for (var i = 0; i < records; i++)
        {
            await log.AppendAsync(Samples(2, first: 2 * i));
        }
    }

    private async Task WriteSessionsAsync()
    {
        await using var store = new SqliteSessionStore(Sessions);
        store.Save(new() { Key = "a", ExpirySeconds = 60 });
        for (var sequence = 1; sequence <= 2; sequence++)
        {
            store.Enqueue("a", new() { Sequence = sequence, Qos = MqttQos.AtLeastOnce, Identifiers = [7], Message = new() { Topic = "t"u8.ToArray() } });
        }

        store.Retain(new() { Topic = "t"u8.ToArray(), Payload = "x"u8.ToArray(), Retain = true });
        await store.FlushAsync();
    }

    private static void Execute(string path, string sql)
    {
        using var session = new SqliteSession(path);
        session.Execute(sql);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constant texts of these tests
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    // Pages of the write-ahead log that a checkpoint has to leave there, because somebody reads what was before them.
    private static long PagesLeft(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var row = command.ExecuteReader();
        row.Read();
        return row.GetInt64(1) - row.GetInt64(2);
    }
}
