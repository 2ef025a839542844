using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
using DustWatch.Backends.Sqlite;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Alerting.Book.GivenAlerts;

namespace DustWatch.Tests.Backends;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SqliteLedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(new Instant(1_750_000_000_000));

    private string Path => _folder.File("ledger.db");

    public void Dispose() => _folder.Dispose();

    [TestCase("UPDATE entry SET body = replace(body, 'notice', 'normal') WHERE seq = 3", 3, TestName = "Verify_finds_a_changed_body")]
    [TestCase("UPDATE entry SET at = at + 1 WHERE seq = 2", 2, TestName = "Verify_finds_a_changed_time")]
    [TestCase("UPDATE entry SET at = 9223372036854775807 WHERE seq = 2", 2, TestName = "Verify_finds_a_time_beyond_the_calendar")]
    [TestCase("UPDATE entry SET kind = 'x' WHERE seq = 2", 2, TestName = "Verify_finds_a_changed_kind")]
    [TestCase("UPDATE entry SET actor = 'x' WHERE seq = 2", 2, TestName = "Verify_finds_a_changed_actor")]
    [TestCase("UPDATE entry SET hash = zeroblob(32) WHERE seq = 4", 4, TestName = "Verify_finds_a_changed_hash")]
    [TestCase("DELETE FROM entry WHERE seq = 3", 3, TestName = "Verify_finds_a_deleted_entry")]
    [TestCase("DELETE FROM entry WHERE seq = 1", 1, TestName = "Verify_finds_a_deleted_first_entry")]
    [TestCase("UPDATE entry SET seq = -seq WHERE seq IN (2, 3); UPDATE entry SET seq = 5 + seq WHERE seq < 0", 2, TestName = "Verify_finds_swapped_entries")]
    [TestCase("DELETE FROM transition WHERE rule = 'r3'", 3, TestName = "Verify_finds_a_transition_hidden_from_outcomes")]
    [TestCase("DELETE FROM verdict WHERE rule = 'r6'", 6, TestName = "Verify_finds_a_verdict_hidden_from_outcomes")]
    [TestCase("DELETE FROM verdict WHERE is_withdrawn = 1", 7, TestName = "Verify_finds_a_hidden_withdrawal_of_a_verdict")]
    public async Task Verify_says_where(string tampering, long seq)
    {
        await WriteEntries(5);
        await WriteVerdictAndWithdrawal("r6");
        Tamper(tampering);

        await using var ledger = Open();

        Assert.That(ledger.Verify()?.Seq, Is.EqualTo(seq));
    }

    [Test]
    public async Task Truncation_shows_against_an_anchored_head()
    {
        var anchor = await WriteEntries(5);
        Tamper("DELETE FROM entry WHERE seq > 3; DELETE FROM transition WHERE seq > 3");

        await using var ledger = Open();

        Assert.That(ledger.Verify(), Is.Null, "what is left is a whole chain");
        Assert.That(ledger.Verify(anchor)?.Seq, Is.EqualTo(4));
    }

    [Test]
    public async Task A_ledger_written_anew_shows_against_an_anchored_head()
    {
        var anchor = await WriteEntries(5);
        File.Delete(Path);
        _time.Now = _time.Now.Plus(1);
        await WriteEntries(5);

        await using var ledger = Open();

        Assert.That(ledger.Verify(), Is.Null);
        Assert.That(ledger.Verify(anchor)?.Seq, Is.EqualTo(5));
    }

    [Test]
    public async Task A_third_party_can_compute_the_hash_from_the_documentation_alone()
    {
        await using (var ledger = Open())
        {
            await ledger.RecordAsync("user", "管理员", "{\"action\":\"add\"}");
            await ledger.RecordAsync("registry", null, "{}");
        }

        static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var first = Sha256($"{new string('0', 64)}\n1\n2025-06-15T15:06:40.000Z\nuser\n管理员\n{{\"action\":\"add\"}}");
        var second = Sha256($"{first}\n2\n2025-06-15T15:06:40.000Z\nregistry\n\n{{}}");
        using var session = new SqliteSession(Path);
        Assert.That(session.Read("SELECT lower(hex(hash)) FROM entry WHERE seq = 2"), Is.EqualTo(second));
    }

    [Test]
    public async Task Nobody_is_told_of_what_is_not_stored_and_the_next_commit_works()
    {
        await using var ledger = Open();
        await ledger.CommitAsync(0, 1, [Transition(Level.Normal, Level.Notice, 1)], Registry());
        using (var other = new SqliteSession(Path))
        {
            other.Execute("BEGIN IMMEDIATE");
            Assert.That(
                async () => await ledger.CommitAsync(0, 2, [Transition(Level.Notice, Level.Exceeded, 2, episode: 1)], Registry()),
                Throws.InstanceOf<IOException>());
            other.Execute("ROLLBACK");
        }

        Assert.That((ledger.Head, ledger.PositionOf(0)), Is.EqualTo((1L, 1L)));
        var changed = await ledger.CommitAsync(0, 2, [Transition(Level.Notice, Level.Exceeded, 2, episode: 1)], Registry());
        Assert.That((changed[0].Seq, ledger.PositionOf(0)), Is.EqualTo((2L, 2L)));
        Assert.That(ledger.Verify(), Is.Null);
    }

    [Test]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await WriteEntries(1);
        Tamper("PRAGMA user_version = 99");

        Assert.That(Open, Throws.InstanceOf<IOException>().With.Message.Contains("99"));
    }

    private SqliteLedger Open() => new(Path, _time);

    private async Task<LedgerHead> WriteEntries(int count)
    {
        await using var ledger = Open();
        for (var i = 1; i <= count; i++)
        {
            var rule = string.Create(CultureInfo.InvariantCulture, $"r{i}");
            await ledger.CommitAsync(0, i, [Transition(Level.Normal, Level.Notice, i, rule: rule)], Registry());
        }

        return ledger.ReadHead();
    }

    private async Task WriteVerdictAndWithdrawal(string rule)
    {
        await using var ledger = Open();
        var shift = new Interval(_time.Now.Plus(-28_800_000), _time.Now);
        var verdict = new Verdict(
            "p1", rule, Quantity.DustRespirable, shift, "A", VerdictKind.Compliant, IsCertain: true, Value: 0.25, "mg/m3", Low: 0.25, High: 0.25, Estimate: 0.25,
            Limit: 0.7, Coverage: 1, IsCensored: false, IsUncorrected: false, Revision: 0, "GBZ 2.1-2019 6.3.2");
        await ledger.CommitAsync(0, 6, [], Registry(), [verdict]);
        var withdrawal = new VerdictRevision(verdict with { Revision = 1 }, IsWithdrawn: true);
        await ledger.ReviseAsync(0, 7, new PointRevision(0, shift.End, new Detector(Registry(), rules: null, shift.Start), [], [withdrawal]), Registry());
    }

    private void Tamper(string sql)
    {
        using var session = new SqliteSession(Path);
        session.Execute(sql);
    }
}
