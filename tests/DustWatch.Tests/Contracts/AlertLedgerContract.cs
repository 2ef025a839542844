using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Alerting.Book.GivenAlerts;

namespace DustWatch.Tests.Contracts;

/// <summary>What every <see cref="IAlertLedger"/> does.</summary>
internal abstract class AlertLedgerContract
{
    private static readonly Registry Site = Registry();

    protected ManualTime Time { get; } = new(new Instant(1_750_000_000_000));

    /// <summary>Opens the ledger of this test, the same one each time.</summary>
    protected abstract IAlertLedger Open();

    [Test]
    public async Task Starts_empty_and_whole()
    {
        await using var ledger = Open();

        Assert.That(ledger.Head, Is.Zero);
        Assert.That(ledger.PositionOf(0), Is.Zero);
        Assert.That(ledger.Verify(), Is.Null);
        Assert.That(ledger.ReadOutcome(null, null), Is.Empty);
        Assert.That(ledger.Read(All), Is.Empty);
    }

    [Test]
    public async Task Commits_transitions_alerts_and_position_together()
    {
        await using var ledger = Open();

        var changed = await ledger.CommitAsync(2, 17, [Transition(Level.Normal, Level.Notice, 10), Transition(Level.Notice, Level.Exceeded, 20, episode: 10)], Site);

        Assert.That(changed.Select(a => (a.Seq, a.Level)), Is.EqualTo(new[] { (1L, Level.Notice), (2L, Level.Exceeded) }));
        Assert.That((ledger.Head, ledger.PositionOf(2), ledger.PositionOf(0)), Is.EqualTo((2L, 17L, 0L)));
        Assert.That(ledger.Find(changed[0].Id), Is.EqualTo(changed[1]));
        Assert.That(ledger.Verify(), Is.Null);
    }

    [Test]
    public async Task Committing_the_same_again_does_nothing_but_move_the_position()
    {
        await using var ledger = Open();
        await ledger.CommitAsync(0, 5, [Transition(Level.Normal, Level.Notice, 10)], Site);

        var again = await ledger.CommitAsync(0, 9, [Transition(Level.Normal, Level.Notice, 10)], Site);

        Assert.That(again, Is.Empty);
        Assert.That((ledger.Head, ledger.PositionOf(0)), Is.EqualTo((1L, 9L)));
    }

    [Test]
    public async Task Says_again_and_again_which_transitions_it_holds()
    {
        await using var ledger = Open();
        var (first, second) = (Transition(Level.Normal, Level.Notice, 10), Transition(Level.Notice, Level.Exceeded, 20, episode: 10));
        await ledger.CommitAsync(0, 5, [first], Site);
        Assert.That((ledger.Holds(first), ledger.Holds(first), ledger.Holds(second), ledger.Holds(first with { Value = 99 })), Is.EqualTo((true, true, false, false)));

        await ledger.CommitAsync(0, 6, [second], Site);
        Assert.That((ledger.Holds(first), ledger.Holds(second)), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_position_never_goes_back()
    {
        await using var ledger = Open();
        await ledger.CommitAsync(0, 9, [], Site);
        await ledger.CommitAsync(0, 5, [], Site);

        Assert.That(ledger.PositionOf(0), Is.EqualTo(9));
    }

    [Test]
    public async Task Is_the_same_after_it_was_opened_again()
    {
        Alert before;
        await using (var ledger = Open())
        {
            before = (await ledger.CommitAsync(1, 5, [Transition(Level.Normal, Level.Notice, 10)], Site))[0];
        }

        await using var again = Open();
        Assert.That((again.Head, again.PositionOf(1)), Is.EqualTo((1L, 5L)));
        Assert.That(again.Find(before.Id), Is.EqualTo(before));
        await again.CommitAsync(1, 6, [Transition(Level.Notice, Level.Normal, 20, episode: 10)], Site);
        Assert.That(again.Head, Is.EqualTo(2));
        Assert.That(again.Verify(), Is.Null);
    }

    [Test]
    public async Task Acknowledging_is_an_entry_once()
    {
        await using var ledger = Open();
        var id = (await ledger.CommitAsync(0, 1, [Transition(Level.Normal, Level.Notice, 10)], Site))[0].Id;

        var first = await ledger.AcknowledgeAsync(id, "wang", "现场\n已通知");
        var second = await ledger.AcknowledgeAsync(id, "li", null);

        Assert.That(first, Is.EqualTo(second));
        Assert.That((first?.State, first?.Seq, ledger.Head), Is.EqualTo(("ACTIVE_ACK", 2L, 2L)));
        Assert.That(await ledger.AcknowledgeAsync("p9~x~1", "wang", null), Is.Null);
        var entry = ledger.ReadEntries(id)[1];
        Assert.That((entry.Kind, entry.Actor), Is.EqualTo(("acknowledge", "wang")));
        Assert.That(entry.Body, Does.Contain("现场\\n已通知"));
        Assert.That(ledger.Verify(), Is.Null);
    }

    [Test]
    public async Task A_new_episode_after_acknowledged_and_cleared_is_a_new_alert()
    {
        await using var ledger = Open();
        var old = (await ledger.CommitAsync(0, 1, [Transition(Level.Normal, Level.Notice, 10)], Site))[0].Id;
        await ledger.AcknowledgeAsync(old, "wang", null);

        var changed = await ledger.CommitAsync(0, 2, [Transition(Level.Notice, Level.Normal, 20, episode: 10), Transition(Level.Normal, Level.Notice, 30)], Site);

        Assert.That(changed.Select(a => a.Previous), Is.EqualTo(new[] { null, old }));
        Assert.That(ledger.Read(All).Select(a => a.Id), Is.EqualTo(new[] { changed[1].Id, old }));
    }

    [Test]
    public async Task Marks_an_active_alert_stale_and_takes_it_off_the_active_list()
    {
        await using var ledger = Open();
        var id = (await ledger.CommitAsync(0, 1, [Transition(Level.Normal, Level.Notice, 10)], Site))[0].Id;
        var active = All with { States = ["ACTIVE_UNACK", "ACTIVE_ACK"] };
        Assert.That(ledger.Read(active), Has.Count.EqualTo(1));

        Assert.That((await ledger.MarkStaleAsync(id, isStale: true))?.IsStale, Is.True);
        Assert.That(await ledger.MarkStaleAsync(id, isStale: true), Is.Null);
        Assert.That(ledger.Read(active), Is.Empty);
        Assert.That(ledger.Read(All), Has.Count.EqualTo(1));
        Assert.That((await ledger.MarkStaleAsync(id, isStale: false))?.IsStale, Is.False);
        Assert.That(ledger.Read(active), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Filters_and_pages_newest_change_first()
    {
        await using var ledger = Open();
        await ledger.CommitAsync(0, 1, [Transition(Level.Normal, Level.Notice, 10), Transition(Level.Normal, Level.Severe, 20, point: "p2"), Offline(Level.Normal, Level.Fault, 0, 30)], Site);
        await ledger.CommitAsync(0, 2, [Transition(Level.Severe, Level.Normal, 40, episode: 20, point: "p2")], Site);

        string[] Rules(AlertFilter filter) => [.. ledger.Read(filter).Select(a => $"{a.Point} {a.Rule}")];
        Assert.That(Rules(All), Is.EqualTo((string[])["p2 twa-resp", "p1 offline", "p1 twa-resp"]));
        Assert.That(Rules(All with { Levels = [Level.Notice, Level.Fault] }), Is.EqualTo((string[])["p1 offline", "p1 twa-resp"]));
        Assert.That(Rules(All with { States = ["CLEARED_UNACK"] }), Is.EqualTo((string[])["p2 twa-resp"]));
        Assert.That(Rules(All with { Point = "p1" }), Has.Length.EqualTo(2));
        Assert.That(Rules(All with { District = "rc", Enterprise = "e1" }), Has.Length.EqualTo(3));
        Assert.That(Rules(All with { District = "other" }), Is.Empty);
        Assert.That(Rules(All with { From = Minute(41) }), Has.Length.EqualTo(2), "what ended before is left out");
        Assert.That(Rules(All with { To = Minute(15) }), Is.EqualTo((string[])["p1 twa-resp"]));
        Assert.That(Rules(All with { Limit = 1, BeforeSeq = 4 }), Is.EqualTo((string[])["p1 offline"]));
        Assert.That(() => ledger.Read(All with { States = ["GONE"] }), Throws.ArgumentException);
    }

    [Test]
    public async Task Tells_what_changed_after_a_number_each_alert_once_as_it_is_now()
    {
        await using var ledger = Open();
        await ledger.CommitAsync(0, 1, [Transition(Level.Normal, Level.Notice, 10), Transition(Level.Normal, Level.Notice, 15, point: "p2")], Site);
        await ledger.CommitAsync(0, 2, [Transition(Level.Notice, Level.Exceeded, 20, episode: 10)], Site);

        Assert.That(ledger.ReadChangedAfter(0, 10).Select(a => (a.Seq, a.Point)), Is.EqualTo(new[] { (2L, "p2"), (3L, "p1") }));
        Assert.That(ledger.ReadChangedAfter(2, 10).Select(a => a.Level), Is.EqualTo(new[] { Level.Exceeded }));
        Assert.That(ledger.ReadChangedAfter(0, 1), Has.Count.EqualTo(1));
        Assert.That(ledger.ReadChangedAfter(3, 10), Is.Empty);
    }

    [Test]
    public async Task The_outcome_is_the_last_revision_of_every_transition_without_the_withdrawn()
    {
        await using var ledger = Open();
        var kept = Transition(Level.Normal, Level.Notice, 20);
        var corrected = Transition(Level.Normal, Level.Exceeded, 20, revision: 1);
        var gone = Transition(Level.Normal, Level.Notice, 10, point: "p2");
        await ledger.CommitAsync(0, 1, [kept, gone, Transition(Level.Normal, Level.Notice, 20, point: "P1", rule: "b"), Transition(Level.Normal, Level.Notice, 20, rule: "a")], Site);
        await ledger.CommitAsync(0, 2, [corrected, gone with { Revision = 1, Reason = TransitionReason.Withdrawn, To = Level.Normal }], Site);

        var outcome = ledger.ReadOutcome(null, null).ToList();

        Assert.That(outcome.Select(t => $"{t.Point} {t.Rule} {t.Revision}"), Is.EqualTo((string[])["P1 b 0", "p1 a 0", "p1 twa-resp 1"]), "by code point");
        Assert.That(outcome[2], Is.EqualTo(corrected));
    }

    [Test]
    public async Task The_outcome_of_a_span_leaves_its_start_out_and_takes_its_end_in()
    {
        await using var ledger = Open();
        await ledger.CommitAsync(0, 1, [.. Enumerable.Range(1, 4).Select(i => Transition(Level.Normal, Level.Notice, 10 * i))], Site);

        Assert.That(ledger.ReadOutcome(Minute(10), Minute(30)).Select(t => t.At), Is.EqualTo(new[] { Minute(20), Minute(30) }));
    }

    [Test]
    public async Task The_outcome_is_whole_however_long()
    {
        await using var ledger = Open();
        var transitions = Enumerable.Range(0, 2500).Select(i => Transition(Level.Normal, Level.Notice, i / 2, rule: $"r{i % 2}")).ToList();
        await ledger.CommitAsync(0, 1, transitions, Site);

        Assert.That(ledger.ReadOutcome(null, null), Is.EqualTo(transitions.OrderBy(t => t.At).ThenBy(t => t.Rule, StringComparer.Ordinal)));
    }

    [Test]
    public async Task Shards_that_commit_at_once_are_chained_in_one_order()
    {
        await using var ledger = Open();
        const int shards = 8;
        const int commits = 25;

        await Task.WhenAll(Enumerable.Range(0, shards).Select(shard => Task.Run(async () =>
        {
            for (var i = 1; i <= commits; i++)
            {
                await ledger.CommitAsync(shard, i, [Transition(Level.Normal, Level.Notice, i, rule: $"r{shard}")], Site);
            }
        })));

        Assert.That(ledger.Head, Is.EqualTo(shards * commits));
        Assert.That(Enumerable.Range(0, shards).Select(ledger.PositionOf), Is.All.EqualTo(commits));
        Assert.That(ledger.Verify(), Is.Null);
    }

    [Test]
    public async Task Records_what_is_not_about_an_alert()
    {
        await using var ledger = Open();

        Assert.That(await ledger.RecordAsync("registry", "admin", "{\"version\":1}"), Is.EqualTo(1));
        Assert.That(async () => await ledger.RecordAsync("registry", "admin\nroot", "{}"), Throws.ArgumentException);
        Assert.That(async () => await ledger.RecordAsync("registry", null, "{\n}"), Throws.ArgumentException);
        Assert.That(await ledger.RecordAsync("registry", null, "{}"), Is.EqualTo(2), "a refused entry takes no number");
        Assert.That(ledger.Verify(), Is.Null);
    }

    [Test]
    public async Task Entries_carry_a_server_time_that_never_falls()
    {
        await using var ledger = Open();
        var first = Time.Now;
        var id = (await ledger.CommitAsync(0, 1, [Transition(Level.Normal, Level.Notice, 10)], Site))[0].Id;
        Time.Now = first.Plus(-5000);
        await ledger.AcknowledgeAsync(id, "wang", null);

        Assert.That(ledger.ReadEntries(id).Select(e => e.At), Is.EqualTo(new[] { first, first }));
    }

    [Test]
    public async Task An_anchored_head_is_found_again()
    {
        await using var ledger = Open();
        await ledger.RecordAsync("user", null, "{}");
        var anchor = ledger.ReadHead();
        await ledger.RecordAsync("user", null, "{}");

        Assert.That(anchor.Hash.Length, Is.EqualTo(32));
        Assert.That(ledger.Verify(anchor), Is.Null);
        Assert.That(ledger.Verify(anchor with { Hash = new byte[32] })?.Seq, Is.EqualTo(1));
        Assert.That(ledger.Verify(anchor with { Seq = 3 })?.Seq, Is.EqualTo(3));
    }

    private static AlertFilter All => new(null, null, null, null, null, null, null, null, Limit: 100);
}
