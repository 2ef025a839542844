using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using NUnit.Framework;
using static DustWatch.Tests.Alerting.Book.GivenAlerts;

namespace DustWatch.Tests.Alerting.Book;

internal sealed class AlertBookTests
{
    [Test]
    public void A_transition_away_from_normal_opens_an_alert_with_the_episodes_id()
    {
        var alert = Fold(Transition(Level.Normal, Level.Notice, 10));

        Assert.That(alert.Id, Is.EqualTo($"p1~twa-resp~{Minute(10).Milliseconds}"));
        Assert.That((alert.Enterprise, alert.District), Is.EqualTo(("e1", "rc")));
        Assert.That((alert.State, alert.Level, alert.Case), Is.EqualTo(("ACTIVE_UNACK", Level.Notice, CaseState.Open)));
        Assert.That((alert.Since, alert.Until, alert.Previous), Is.EqualTo((Minute(10), default(DustWatch.Measurements.Instant?), default(string))));
    }

    [Test]
    public void Its_level_rises_and_falls_and_it_is_not_opened_twice()
    {
        var raised = Fold(Transition(Level.Normal, Level.Notice, 10), Transition(Level.Notice, Level.Severe, 20, episode: 10));
        var fallen = Fold(raised, Transition(Level.Severe, Level.Exceeded, 30, episode: 10));

        Assert.That((raised.Id, raised.Level), Is.EqualTo((fallen.Id, Level.Severe)));
        Assert.That((fallen.Level, fallen.IsActive, fallen.Since), Is.EqualTo((Level.Exceeded, true, Minute(10))));
    }

    [Test]
    public void Clearing_ends_it_but_does_not_acknowledge()
    {
        var alert = Fold(Transition(Level.Normal, Level.Exceeded, 10), Transition(Level.Exceeded, Level.Normal, 20, episode: 10));

        Assert.That((alert.State, alert.Level, alert.Until), Is.EqualTo(("CLEARED_UNACK", Level.Exceeded, Minute(20))));
    }

    [Test]
    public void A_windows_end_makes_it_inactive()
    {
        var alert = Fold(
            Transition(Level.Normal, Level.Exceeded, 480),
            Transition(Level.Exceeded, Level.Normal, 480, reason: TransitionReason.WindowEnd, n: 1));

        Assert.That((alert.State, alert.Reason), Is.EqualTo(("CLEARED_UNACK", TransitionReason.WindowEnd)));
    }

    [Test]
    public void A_new_episode_while_it_is_unacknowledged_makes_the_same_alert_active_again()
    {
        var alert = Fold(
            Transition(Level.Normal, Level.Exceeded, 10),
            Transition(Level.Exceeded, Level.Normal, 20, episode: 10),
            Transition(Level.Normal, Level.Notice, 30));

        Assert.That(alert.Id, Does.EndWith($"~{Minute(10).Milliseconds}"));
        Assert.That(alert.Episode, Does.EndWith($"~{Minute(30).Milliseconds}"));
        Assert.That((alert.State, alert.Level, alert.Since, alert.Until), Is.EqualTo(("ACTIVE_UNACK", Level.Notice, Minute(10), default(DustWatch.Measurements.Instant?))));
    }

    [Test]
    public void A_new_episode_after_it_was_acknowledged_and_cleared_is_a_new_alert_that_names_the_old_one()
    {
        var old = AlertBook.Acknowledge(Fold(Transition(Level.Normal, Level.Exceeded, 10), Transition(Level.Exceeded, Level.Normal, 20, episode: 10)));

        var alert = Fold(old, Transition(Level.Normal, Level.Notice, 30));

        Assert.That(alert.Id, Is.EqualTo($"p1~twa-resp~{Minute(30).Milliseconds}"));
        Assert.That((alert.Previous, alert.State, alert.Since), Is.EqualTo((old.Id, "ACTIVE_UNACK", Minute(30))));
    }

    [Test]
    public void Acknowledging_before_it_clears_counts_for_the_next_episode_too()
    {
        var acknowledged = AlertBook.Acknowledge(Fold(Transition(Level.Normal, Level.Exceeded, 10)));
        var cleared = Fold(acknowledged, Transition(Level.Exceeded, Level.Normal, 20, episode: 10));

        Assert.That((acknowledged.State, cleared.State), Is.EqualTo(("ACTIVE_ACK", "CLEARED_ACK")));
        Assert.That(Fold(cleared, Transition(Level.Normal, Level.Exceeded, 30)).Previous, Is.EqualTo(cleared.Id));
    }

    [TestCase(Level.Notice, Level.Exceeded, false, TestName = "A_level_above_the_acknowledged_one_asks_again")]
    [TestCase(Level.Severe, Level.Exceeded, true, TestName = "A_fall_stays_acknowledged")]
    public void A_change_of_level_after_an_acknowledgement(Level acknowledged, Level next, bool isAcknowledged)
    {
        var alert = AlertBook.Acknowledge(Fold(Transition(Level.Normal, acknowledged, 10)));

        Assert.That(Fold(alert, Transition(acknowledged, next, 20, episode: 10)).IsAcknowledged, Is.EqualTo(isAcknowledged));
    }

    [Test]
    public void A_fall_and_a_rise_to_what_was_acknowledged_do_not_ask_again()
    {
        var alert = AlertBook.Acknowledge(Fold(Transition(Level.Normal, Level.Exceeded, 10)));

        alert = Fold(alert, Transition(Level.Exceeded, Level.Notice, 20, episode: 10), Transition(Level.Notice, Level.Exceeded, 30, episode: 10));

        Assert.That(alert.State, Is.EqualTo("ACTIVE_ACK"));
    }

    [Test]
    public void Acknowledging_again_changes_nothing()
    {
        var alert = AlertBook.Acknowledge(Fold(Transition(Level.Normal, Level.Exceeded, 10)));

        Assert.That(AlertBook.Acknowledge(alert), Is.SameAs(alert));
    }

    [Test]
    public void Only_an_active_alert_becomes_stale_and_the_next_transition_takes_the_mark_away()
    {
        var active = Fold(Transition(Level.Normal, Level.Exceeded, 10));
        var stale = AlertBook.MarkStale(active, isStale: true);
        var cleared = Fold(stale, Transition(Level.Exceeded, Level.Normal, 90, episode: 10));

        Assert.That((stale.IsStale, stale.IsActive), Is.EqualTo((true, true)));
        Assert.That(cleared.IsStale, Is.False);
        Assert.That(AlertBook.MarkStale(cleared, isStale: true), Is.EqualTo(cleared));
    }

    [Test]
    public void A_return_to_normal_without_an_alert_concerns_nobody()
    {
        Assert.That(AlertBook.Apply(null, Transition(Level.Exceeded, Level.Normal, 10), Registry()), Is.Null);
    }

    [Test]
    public void A_revision_of_the_past_leaves_what_is_now_as_it_is_and_says_that_it_was_revised()
    {
        var alert = Fold(Transition(Level.Normal, Level.Notice, 10), Transition(Level.Notice, Level.Exceeded, 30, episode: 10));

        var revised = Fold(alert, Transition(Level.Normal, Level.Severe, 10, revision: 1));

        Assert.That(revised, Is.EqualTo(alert with { Revision = 1 }));
    }

    [Test]
    public void An_unknown_point_still_has_its_alert()
    {
        var alert = AlertBook.Apply(null, Transition(Level.Normal, Level.Notice, 10), DustWatch.Measurements.Registry.Empty);

        Assert.That(alert?.Sentence.En, Does.StartWith("p1: "));
    }

    private static Alert Fold(params Transition[] transitions) => Fold(null, transitions);

    private static Alert Fold(Alert? alert, params Transition[] transitions)
    {
        foreach (var transition in transitions)
        {
            alert = AlertBook.Apply(alert, transition, Registry());
        }

        return alert ?? throw new AssertionException("No alert came of it.");
    }
}
