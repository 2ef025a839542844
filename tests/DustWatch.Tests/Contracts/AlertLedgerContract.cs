using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
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

    [Test]
    public async Task A_verdict_is_an_entry_once_and_stands_as_it_was_revised_last()
    {
        await using var ledger = Open();
        var (first, second) = (Verdict(480), Verdict(960));
        await ledger.CommitAsync(0, 1, [], Site, [first, second]);
        await ledger.CommitAsync(0, 2, [], Site, [first]);
        Assert.That(ledger.Head, Is.EqualTo(2));

        var corrected = first with { Kind = VerdictKind.Exceeded, Value = 9, Revision = 1 };
        await ledger.ReviseAsync(0, 3, Revision([], [new(corrected, false), new(second with { Revision = 1 }, true)]), Site);

        Assert.That(ledger.ReadVerdicts(null, null), Is.EqualTo(new[] { corrected }));
        Assert.That(ledger.ReadVerdicts("p1", Minute(479), Minute(480)), Is.EqualTo(new[] { corrected }));
        Assert.That(ledger.ReadVerdicts("p1", Minute(480), null), Is.Empty);
        Assert.That(ledger.ReadVerdicts("p2", null, null), Is.Empty);
        Assert.That(ledger.ReadLastVerdicts("p1", Minute(480)), Is.EqualTo(new[] { new VerdictRevision(corrected, false), new VerdictRevision(second with { Revision = 1 }, true) }));
        Assert.That((ledger.ReadOutcome(null, null), ledger.Read(All)), Is.EqualTo((Array.Empty<Transition>(), Array.Empty<Alert>())));
        Assert.That(ledger.Verify(), Is.Null);
    }

    [Test]
    public async Task A_withdrawn_alert_stays_says_so_and_leaves_the_present_to_the_others()
    {
        await using var ledger = Open();
        var (raised, cleared) = (Transition(Level.Normal, Level.Notice, 10), Transition(Level.Notice, Level.Normal, 20, episode: 10));
        var again = Transition(Level.Normal, Level.Exceeded, 30);
        var old = (await ledger.CommitAsync(0, 1, [raised], Site))[0].Id;
        await ledger.AcknowledgeAsync(old, "wang", null);
        var second = (await ledger.CommitAsync(0, 2, [cleared, again], Site))[^1].Id;

        // It never cleared, so what came then was no new episode.
        Transition Back(Transition t) => t with { From = t.To, To = t.From, Reason = TransitionReason.Withdrawn, Revision = 1 };
        var rise = Transition(Level.Notice, Level.Exceeded, 30, episode: 10, revision: 1);
        var revision = Revision([Back(cleared), rise], []);
        var changed = await ledger.ReviseAsync(0, 3, revision, Site);

        Assert.That(changed.Select(a => (a.Id, a.State)), Is.EqualTo(new[] { (second, "CLEARED_UNACK"), (old, "ACTIVE_UNACK") }));
        Assert.That(changed.Select(a => a.Seq), Is.Unique);
        Assert.That(ledger.ReadOutcome(null, null), Is.EqualTo(new[] { raised, rise }));
        Assert.That(ledger.ReadLastRevisions("p1", Minute(20)), Has.Count.EqualTo(2));
        Assert.That(await ledger.ReviseAsync(0, 3, revision, Site), Is.Empty, "again does nothing");

        var end = await ledger.CommitAsync(0, 4, [Transition(Level.Exceeded, Level.Normal, 40, episode: 10)], Site);
        Assert.That(end.Select(a => (a.Id, a.State)), Is.EqualTo(new[] { (old, "CLEARED_UNACK") }));
        Assert.That(ledger.ReadEntries(old).Select(e => e.Kind), Has.Some.EqualTo("transition"));
        Assert.That(ledger.Verify(), Is.Null);
    }

    [Test]
    public async Task What_is_found_where_something_was_withdrawn_stands()
    {
        await using var ledger = Open();
        var first = Transition(Level.Normal, Level.Notice, 10);
        await ledger.CommitAsync(0, 1, [first], Site);
        await ledger.ReviseAsync(0, 2, Revision([first with { From = first.To, To = first.From, Reason = TransitionReason.Withdrawn, Revision = 1 }], []), Site);
        Assert.That(ledger.ReadOutcome(null, null), Is.Empty);

        var again = first with { Value = 9 };
        await ledger.CommitAsync(0, 3, [again], Site);

        Assert.That(ledger.ReadOutcome(null, null), Is.EqualTo(new[] { again with { Revision = 2 } }));
        Assert.That(ledger.Holds(again), Is.True);
    }

    [Test]
    public async Task A_verdict_that_is_found_where_one_was_withdrawn_stands()
    {
        await using var ledger = Open();
        var first = Verdict(480);
        await ledger.CommitAsync(0, 1, [], Site, [first]);
        await ledger.ReviseAsync(0, 2, Revision([], [new(first with { Revision = 1 }, true)]), Site);
        Assert.That(ledger.ReadVerdicts(null, null), Is.Empty);

        var again = first with { Value = 9 };
        await ledger.CommitAsync(0, 3, [], Site, [again]);
        await ledger.CommitAsync(0, 4, [], Site, [first]);

        Assert.That(ledger.ReadVerdicts(null, null), Is.EqualTo(new[] { again with { Revision = 2 } }), "what stands is not found a second time");
        Assert.That(ledger.Verify(), Is.Null);
    }

    private static PointRevision Revision(IReadOnlyList<Transition> transitions, IReadOnlyList<VerdictRevision> verdicts) =>
        new(0, Minute(0), new Detector(Site, rules: null, Minute(0)), transitions, verdicts);

    private static Verdict Verdict(double endMinute) => new(
        "p1", "twa-resp", Quantity.DustRespirable, new Interval(Minute(endMinute - 480), Minute(endMinute)), "A", VerdictKind.Compliant, IsCertain: true,
        Value: 0.25, "mg/m3", Low: 0.25, High: 0.25, Estimate: 0.25, Limit: 0.7, Coverage: 1, IsCensored: false, IsUncorrected: false, Revision: 0, "GBZ 2.1-2019 6.3.2");

    private static AlertFilter All => new(null, null, null, null, null, null, null, null, Limit: 100);
}
