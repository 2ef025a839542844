using System.Net;
using System.Net.Sockets;
using DustWatch.Backends.Accounts;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Integration;

/// <summary><c>dustwatch doctor</c> on folders that are whole, and on folders whose files were damaged.</summary>
[TestFixture]
internal sealed class DoctorTests
{
    private const int Batches = 400;

    private static readonly string[] FreePorts = ["--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=127.0.0.1:0"];

    [Test]
    public async Task Finds_nothing_wrong_with_a_whole_installation()
    {
        await using var site = await FillAsync();

        var result = await ExamineAsync(site);

        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.Zero, result.Output);
            Assert.That(result.Output, Does.Contain($"records 1 to {Batches}").And.Contain("the chain holds").And.Contain("Http:Listen").And.Contain("clock"));
            Assert.That(result.Output, Does.Not.Contain("FAULT"));
        });
    }

    [Test]
    public async Task Says_since_when_the_history_holds_what()
    {
        await using var site = await FillAsync();
        var registry = Given.Registry(Given.Point(interval: 1_000));
        await using (var history = new SqliteHistory(Path.Combine(site.Data, "history.db"), registry: () => registry))
        {
            var samples = Samples(20);
            await history.WriteAsync([new SampleBatch(1, samples[^1].Time, samples), new Tick(2, samples[^1].Time.Plus(3_600_000))], CancellationToken.None);
        }

        var result = await ExamineAsync(site);

        Assert.That(result.Output, Does.Contain("log position 2, samples since 2023-11-14T22:10:00.000Z, minutes since 2023-11-14T22:00:00.000Z, ").And.Not.Contain("shifts since"));
    }

    [Test]
    public async Task Looks_over_an_installation_while_it_runs()
    {
        await using var site = TestInstallation.Create();
        await site.StartAsync();

        var result = await ExamineAsync(site);

        Assert.That(result.ExitCode, Is.Zero, result.Output);
        Assert.That(result.Output, Does.Contain("in use by a running server"));
        Assert.That(await site.Server.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task Cuts_the_damaged_end_of_a_log_and_says_what_was_cut()
    {
        await using var site = await FillAsync();
        Tamper(site, "log.db", $"UPDATE record SET body = zeroblob(length(body)) WHERE position = {Batches - 1}");

        var looked = await ExamineAsync(site, "--check");
        var mended = await ExamineAsync(site);
        var after = await ExamineAsync(site);

        Assert.Multiple(() =>
        {
            Assert.That((looked.ExitCode, mended.ExitCode, after.ExitCode), Is.EqualTo((1, 0, 0)), mended.Output);
            Assert.That(looked.Output, Does.Match($@"FAULT +log\.db +record {Batches - 1} is damaged"));
            Assert.That(mended.Output, Does.Contain("mended").And.Contain($"records {Batches - 1} to {Batches} were cut"));
            Assert.That(after.Output, Does.Contain($"records 1 to {Batches - 2},"));
        });
    }

    [Test]
    public async Task Rebuilds_a_log_whose_last_page_is_noise()
    {
        await using var site = await FillAsync();
        Overwrite(Path.Combine(site.Data, "log.db"), fromEnd: 4096, count: 4096);

        var mended = await ExamineAsync(site);

        Assert.That(mended.ExitCode, Is.Zero, mended.Output);
        Assert.That(mended.Output, Does.Contain("mended").And.Contain("log.db.damaged"));
        Assert.That((await ExamineAsync(site)).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Leaves_a_damage_in_the_middle_of_the_log_alone()
    {
        await using var site = await FillAsync();
        Tamper(site, "log.db", "UPDATE record SET at = at + 1 WHERE position = 7");

        var result = await ExamineAsync(site);

        Assert.That(result.ExitCode, Is.EqualTo(1), result.Output);
        Assert.That(result.Output, Does.Contain("record 7 is damaged or missing; it is whole from record 1 to 6").And.Contain($"to record {Batches}"));
        using var session = new SqliteSession(Path.Combine(site.Data, "log.db"));
        Assert.That(session.Read("SELECT count(*) FROM record"), Is.EqualTo(Batches));
    }

    [Test]
    public async Task Looks_into_what_the_history_holds_packed_and_into_the_sessions()
    {
        await using var site = await FillAsync();
        Tamper(site, "history.db", "INSERT INTO chunk (point, quantity, start, body) VALUES (3, 2, 600000, x'00')");
        await using (var sessions = new SqliteSessionStore(Path.Combine(site.Data, "sessions.db")))
        {
            sessions.Save(new() { Key = "a", ExpirySeconds = 60 });
        }

        await File.WriteAllTextAsync(Path.Combine(site.Data, "influx.mark"), "nothing");
        var result = await ExamineAsync(site);

        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(1), result.Output);
            Assert.That(result.Output, Does.Match("FAULT +history\\.db +samples of point 3, dust_respirable from 1970-01-01T00:10:00.000Z to 1970-01-01T00:20:00.000Z: damaged"));
            Assert.That(result.Output, Does.Match("ok +sessions\\.db +1 sessions"));
            Assert.That(result.Output, Does.Match("warning +influx\\.mark +cannot be understood"));
            Assert.That(result.Error, Is.Empty, "a bar is for terminals");
        });
    }

    [Test]
    public async Task Names_the_copies_that_migrations_left()
    {
        await using var site = await FillAsync();
        await File.WriteAllBytesAsync(Path.Combine(site.Data, "history.db.v2"), new byte[3 << 20]);

        var result = await ExamineAsync(site);

        Assert.That(result.ExitCode, Is.Zero, result.Output);
        Assert.That(result.Output, Does.Match("note +history\\.db\\.v2 +3\\.0 MiB: history\\.db from before"));
        Assert.That(result.Output, Does.Not.Contain("warning"));
    }

    [Test]
    public async Task Names_the_entry_of_the_ledger_that_was_changed()
    {
        await using var site = await FillAsync();
        Tamper(site, "ledger.db", "UPDATE entry SET body = body || ' ' WHERE seq = 1");

        var result = await ExamineAsync(site);

        Assert.That(result.ExitCode, Is.EqualTo(1), result.Output);
        Assert.That(result.Output, Does.Contain("FAULT    ledger.db").And.Contain("entry 1"));
    }

    [TestCase("log.db")]
    [TestCase("ledger.db")]
    [TestCase("history.db")]
    public async Task Says_which_file_is_none_of_ours_or_of_a_newer_version(string name)
    {
        await using var site = await FillAsync();
        Tamper(site, name, "PRAGMA user_version = 99");
        var newer = await ExamineAsync(site);
        await File.WriteAllTextAsync(Path.Combine(site.Data, name), new string('x', 10_000));
        File.Delete(Path.Combine(site.Data, name + "-wal"));
        var noise = await ExamineAsync(site);

        Assert.Multiple(() =>
        {
            Assert.That((newer.ExitCode, noise.ExitCode), Is.EqualTo((1, 1)));
            Assert.That(newer.OutputLines, Has.Some.StartsWith("FAULT").And.Contain(name).And.Contain("format 99"));
            Assert.That(noise.OutputLines, Has.Some.StartsWith("FAULT").And.Contain(name));
        });
    }

    [Test]
    public async Task Says_what_a_consumer_has_missed_and_that_the_clock_is_behind()
    {
        await using var site = await FillAsync(new Instant(Wall.Now).Plus(86_400_000));
        Tamper(site, "log.db", "DELETE FROM record WHERE position <= 10; UPDATE cut SET position = 10");

        var result = await ExamineAsync(site);

        Assert.That(result.ExitCode, Is.EqualTo(1), result.Output);
        Assert.That(result.OutputLines, Has.Some.StartsWith("FAULT").And.Contain("history").And.Contain("cut up to 10"));
        Assert.That(result.OutputLines, Has.Some.StartsWith("FAULT").And.Contain("clock").And.Contain("is before the log's last record"));
    }

    [Test]
    public async Task Says_which_port_somebody_else_has()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var site = TestInstallation.Create();

        var result = await site.RunAsync("doctor", $"--Http:Listen={other.LocalEndpoint}", "--Mqtt:Listen=off");

        Assert.That(result.ExitCode, Is.EqualTo(1), result.Output);
        Assert.That(result.OutputLines, Has.Some.StartsWith("FAULT").And.Contain("Http:Listen").And.Contain($"{other.LocalEndpoint}"));
    }

    private static Task<CommandResult> ExamineAsync(TestInstallation site, params IReadOnlyList<string> options) => site.RunAsync(["doctor", .. FreePorts, .. options]);

    // The three files as a server leaves them, with a log of known length.
    private static async Task<TestInstallation> FillAsync(Instant? at = null)
    {
        var site = TestInstallation.Create();
        Directory.CreateDirectory(site.Data);
        await using var log = new SqliteSampleLog(Path.Combine(site.Data, "log.db"), new ManualTime(at ?? new Instant(1_750_000_000_000)));
        for (var i = 0; i < Batches; i++)
        {
            await log.AppendAsync(Samples(20, first: i * 20));
        }

        await using var history = new SqliteHistory(Path.Combine(site.Data, "history.db"));
        await using var ledger = new SqliteLedger(Path.Combine(site.Data, "ledger.db"), TimeProvider.System);
        await new SqliteUsers(ledger).AddAsync(new User("ann", UserRole.Viewer, null, null), actor: null);
        return site;
    }

    private static void Tamper(TestInstallation site, string name, string sql)
    {
        using var session = new SqliteSession(Path.Combine(site.Data, name));
        session.Execute(sql);
    }

    private static void Overwrite(string path, int fromEnd, int count)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = file.Length - fromEnd;
        file.Write(Enumerable.Repeat((byte)0xA5, count).ToArray());
    }
}
