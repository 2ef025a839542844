using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using DustWatch.Tests.Simulation;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>What a late sample does, one case at a time.</summary>
[TestFixture]
internal sealed class LatenessTests
{
    private const long Minute = 60_000;
    private static readonly Registry Site = Given.Registry(Given.Point());
    private static readonly RuleSet High = Given.Rules(
        Given.Rule("high", Quantity.DustRespirable, new RuleWindow(WindowKind.Instant), Aggregate.Last, Given.Level(Level.Exceeded, 1, forMs: Minute)));

    private static readonly RuleSet RefusalsToo = new([.. High.Rules, new Rule("refused", RuleKind.Refused, null, null, default, default, [])]);

    private readonly Findings _found = new();

    [Test]
    public void A_late_sample_does_not_fire_at_once_and_changes_the_past_as_the_run_in_order_has_it()
    {
        var (detector, stored) = Start();
        Judge(detector, stored, 1, 2);
        Judge(detector, stored, 3, 2);
        Judge(detector, stored, 4, 2);
        Assert.That(stored.Outcome.Select(t => (t.To, t.At)), Is.EqualTo(new[] { (Level.Exceeded, TimeOf(3)) }));

        Judge(detector, stored, 2, 0);
        Assert.That(_found.Transitions, Is.Empty);
        Assert.That(detector.Late.Select(late => late.Point), Is.EqualTo(new[] { 0 }));

        JudgeAgain(detector, stored);
        Assert.That(stored.Outcome.Select(t => (t.To, t.At)), Is.EqualTo(new[] { (Level.Exceeded, TimeOf(4)) }), "the run began at the third minute, not at the first");
        Assert.That(detector.Late, Is.Empty);
    }

    [Test]
    public void What_was_raised_is_withdrawn_when_a_late_sample_shows_that_it_never_was()
    {
        var (detector, stored) = Start();
        Judge(detector, stored, 1, 2);
        Judge(detector, stored, 3, 2);
        Judge(detector, stored, 2, 0);

        JudgeAgain(detector, stored);

        Assert.That(stored.Outcome, Is.Empty);
        var withdrawn = stored.ReadTransitions("p1", TimeOf(0)).Single();
        Assert.That((withdrawn.Reason, withdrawn.From, withdrawn.To, withdrawn.Revision), Is.EqualTo((TransitionReason.Withdrawn, Level.Exceeded, Level.Normal, 1)));
    }

    [Test]
    public void Judging_again_a_second_time_finds_nothing()
    {
        var (detector, stored) = Start();
        Judge(detector, stored, 1, 2);
        Judge(detector, stored, 3, 2);
        Judge(detector, stored, 2, 0);
        var late = detector.Late;
        stored.Commit(new Reevaluation(stored).Judge(detector, late).Single().Transitions, []);

        Assert.That(new Reevaluation(stored).Judge(detector, late).Single().IsEmpty, Is.True);
    }

    [Test]
    public void What_has_to_be_judged_again_survives_a_checkpoint()
    {
        var (detector, stored) = Start();
        Judge(detector, stored, 1, 2);
        Judge(detector, stored, 3, 2);
        Judge(detector, stored, 2, 0);
        var bytes = new ArrayBufferWriter<byte>();
        detector.Save(bytes);

        var again = new Detector(Site, High, Given.ShiftStart);
        Assert.That(again.TryLoad(new(bytes.WrittenMemory), out var fault), Is.True, fault);
        Assert.That(again.Late, Is.EqualTo(detector.Late));
        Assert.That(again.JudgedUntil(0), Is.EqualTo(TimeOf(3)));
    }

    [Test]
    public void A_state_that_a_late_sample_concerns_is_not_gone_on_from()
    {
        var (detector, stored) = Start();
        Judge(detector, stored, 1, 2);
        Judge(detector, stored, 3, 2);
        Keep(detector, stored, position: 2);
        Judge(detector, stored, 2, 0);
        JudgeAgain(detector, stored);
        Judge(detector, stored, 20, 2);
        Judge(detector, stored, 22, 2);
        Judge(detector, stored, 21, 2);

        JudgeAgain(detector, stored);

        Assert.That(stored.Outcome.Select(t => t.At), Is.EqualTo(new[] { TimeOf(21) }));
    }

    [Test]
    public void A_point_whose_stored_samples_are_damaged_keeps_what_was_found()
    {
        var (detector, stored) = Start();
        Judge(detector, stored, 1, 2);
        Judge(detector, stored, 3, 2);
        Judge(detector, stored, 2, 0);
        Assert.That(detector.Late, Has.Count.EqualTo(1));
        stored.IsDamaged = true;

        Assert.That(new Reevaluation(stored).Judge(detector, detector.Late), Is.Empty);
    }

    [TestCase(469, TransitionReason.WindowEnd, TestName = "A_point_that_was_silent_at_a_windows_end_does_not_clear_there")]
    [TestCase(481, TransitionReason.Cleared, TestName = "A_point_whose_backlog_ended_the_silence_before_the_window_was_closed_clears_at_its_end")]
    public void A_silence_at_a_windows_end_counts_as_arrivals_had_it(int arrival, TransitionReason reason)
    {
        _found.Clear();
        var point = Given.Point(interval: 5 * Minute);
        var last = Given.Rule("last", Quantity.DustRespirable, new RuleWindow(WindowKind.Shift), Aggregate.Last, Given.Level(Level.Exceeded, 1, clearForMs: 10 * Minute));
        var detector = new Detector(Given.Registry(point), Given.Rules(last with { MinCoverage = 0.01m }, Given.Offline(afterMs: 10 * Minute)), Given.ShiftStart);
        detector.OnSample(Given.Dust(460 * Minute, 2), TimeOf(460), _found);
        detector.OnSample(Given.Dust(469 * Minute, 0), TimeOf(arrival), _found);
        detector.OnSample(Given.Dust(481 * Minute, 0), TimeOf(481), _found);

        var end = _found.Transitions.Single(t => t.Rule == "last" && t.To == Level.Normal);
        Assert.That((end.At, end.Reason), Is.EqualTo((TimeOf(480), reason)));
    }

    [Test]
    public void A_refusal_that_has_ended_keeps_nothing_from_clearing_when_its_time_is_judged_again()
    {
        var (detector, stored) = Start(RefusalsToo);
        JudgeMinutes(detector, stored, 1, 6, value: 2, refusedUntil: 5);
        Keep(detector, stored, position: 6);
        JudgeMinutes(detector, stored, 7, 9, value: 2, refusedUntil: 5);
        JudgeMinutes(detector, stored, 11, 13, value: 0, refusedUntil: 5);
        Judge(detector, stored, 10, 2);
        Assert.That(RefusalsIn(stored), Is.EqualTo(new[] { (Level.Fault, TimeOf(4)), (Level.Normal, TimeOf(8)) }));

        JudgeAgain(detector, stored);

        Assert.That(HighIn(stored), Is.EqualTo(new[] { (Level.Exceeded, TimeOf(2)), (Level.Normal, TimeOf(12)) }));
    }

    [Test]
    public void A_refusal_that_began_since_keeps_from_clearing_when_its_time_is_judged_again_until_it_ends()
    {
        var (detector, stored) = Start(RefusalsToo);
        JudgeMinutes(detector, stored, 0, 2, value: 2, refusedUntil: 8);
        Keep(detector, stored, position: 3);
        JudgeMinutes(detector, stored, 3, 4, value: 2, refusedUntil: 8);
        JudgeMinutes(detector, stored, 6, 7, value: 0, refusedUntil: 8);
        Assert.That(RefusalsIn(stored), Is.EqualTo(new[] { (Level.Fault, TimeOf(3)) }));
        Judge(detector, stored, 5, 0);

        JudgeAgain(detector, stored);
        Assert.That(HighIn(stored), Is.EqualTo(new[] { (Level.Exceeded, TimeOf(1)) }), "still refused");

        JudgeMinutes(detector, stored, 8, 16, value: 0, refusedUntil: 8);
        JudgeAgain(detector, stored); // the tick that ends it comes after that minute's sample
        var end = RefusalsIn(stored)[^1];
        Assert.That(end.To, Is.EqualTo(Level.Normal));
        Assert.That(HighIn(stored), Is.EqualTo(new[] { (Level.Exceeded, TimeOf(1)), (Level.Normal, end.At) }));
    }

    private static Instant TimeOf(int minute) => Given.ShiftStart.Plus(minute * Minute);

    private static (Detector Detector, StoredFindings Stored) Start() => Start(High);

    private static (Detector Detector, StoredFindings Stored) Start(RuleSet rules)
    {
        var stored = new StoredFindings(state =>
        {
            var detector = new Detector(Site, rules, Given.ShiftStart);
            Assert.That(detector.TryLoad(new(state), out var fault), Is.True, fault);
            return detector;
        });
        return (new Detector(Site, rules, Given.ShiftStart), stored);
    }

    private void Judge(Detector detector, StoredFindings stored, int minute, decimal value)
    {
        _found.Clear();
        var sample = Given.Dust(minute * Minute, value);
        stored.Store(sample);
        detector.OnSample(sample, TimeOf(minute), _found);
        stored.Commit(_found.Transitions, []);
    }

    /// <summary>A sample each minute, with two refused half a minute before it up to <paramref name="refusedUntil"/>, and the minute's tick.</summary>
    private void JudgeMinutes(Detector detector, StoredFindings stored, int first, int last, decimal value, int refusedUntil)
    {
        for (var minute = first; minute <= last; minute++)
        {
            _found.Clear();
            detector.OnRefused(0, minute <= refusedUntil ? 2 : 0, TimeOf(minute).Plus(-Minute / 2), _found);
            stored.Commit(_found.Transitions, []);
            Judge(detector, stored, minute, value);
            _found.Clear();
            detector.OnTick(TimeOf(minute).Plus(1), _found);
            stored.Commit(_found.Transitions, []);
        }
    }

    private static void Keep(Detector detector, StoredFindings stored, int position)
    {
        var bytes = new ArrayBufferWriter<byte>();
        detector.Save(bytes);
        stored.Snapshots.Add((position, bytes.WrittenSpan.ToArray()));
    }

    private static List<(Level To, Instant At)> HighIn(StoredFindings stored) => [.. stored.Outcome.Where(t => t.Rule == "high").Select(t => (t.To, t.At))];

    private static List<(Level To, Instant At)> RefusalsIn(StoredFindings stored) => [.. stored.Outcome.Where(t => t.Rule == "refused").Select(t => (t.To, t.At))];

    private static void JudgeAgain(Detector detector, StoredFindings stored)
    {
        foreach (var revision in new Reevaluation(stored).Judge(detector, detector.Late))
        {
            stored.Commit(revision.Transitions, revision.Verdicts);
            detector.TakePoint(revision.Replayed, revision.Point);
        }
    }
}
