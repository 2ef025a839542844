using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using NUnit.Framework;
using static DustWatch.Tests.Alerting.Book.GivenAlerts;

namespace DustWatch.Tests.Alerting.Book;

internal sealed class AlertRevisionTests
{
    private static readonly Transition Raised = Transition(Level.Normal, Level.Exceeded, 10);
    private static readonly Transition Cleared = Transition(Level.Exceeded, Level.Normal, 20, episode: 10);

    [Test]
    public void An_episode_in_the_past_is_an_alert_that_does_not_ring()
    {
        var found = AlertRevision.Apply([], [Raised, Cleared], [Raised, Cleared], Registry()).Single();

        Assert.That((found.Id, found.State, found.Since, found.Until), Is.EqualTo((Raised.Episode, "CLEARED_UNACK", Minute(10), (DustWatch.Measurements.Instant?)Minute(20))));
    }

    [Test]
    public void An_alert_of_which_nothing_is_left_becomes_inactive_and_says_so()
    {
        var alert = Fold(Raised);
        var withdrawn = Withdrawn(Raised);

        var found = AlertRevision.Apply([alert], [], [withdrawn], Registry()).Single();

        Assert.That((found.Id, found.IsActive, found.Reason, found.Revision), Is.EqualTo((alert.Id, false, TransitionReason.Withdrawn, 1)));
        Assert.That(found.Sentence.En, Does.Contain("never was"));
    }

    [Test]
    public void An_alert_keeps_its_id_when_its_episode_begins_earlier()
    {
        var alert = Fold(Raised, Cleared);
        var earlier = Transition(Level.Normal, Level.Exceeded, 5);
        var cleared = Transition(Level.Exceeded, Level.Normal, 20, episode: 5, revision: 1);

        var found = AlertRevision.Apply([alert], [earlier, cleared], [earlier, Withdrawn(Raised), cleared], Registry()).Single();

        Assert.That((found.Id, found.Episode, found.Since), Is.EqualTo((alert.Id, earlier.Episode, Minute(5))));
    }

    [Test]
    public void An_end_that_never_was_makes_it_active_again()
    {
        var alert = Fold(Raised, Cleared);

        var found = AlertRevision.Apply([alert], [Raised], [Withdrawn(Cleared)], Registry()).Single();

        Assert.That((found.State, found.Until), Is.EqualTo(("ACTIVE_UNACK", default(DustWatch.Measurements.Instant?))));
    }

    [Test]
    public void A_level_above_the_acknowledged_one_that_is_found_late_asks_again()
    {
        var alert = AlertBook.Acknowledge(Fold(Raised, Cleared));
        var severe = Transition(Level.Exceeded, Level.Severe, 15, episode: 10);
        var cleared = Transition(Level.Severe, Level.Normal, 20, episode: 10, revision: 1);

        var found = AlertRevision.Apply([alert], [Raised, severe, cleared], [severe, cleared], Registry()).Single();

        Assert.That((found.State, found.Revision), Is.EqualTo(("CLEARED_UNACK", 1)));
    }

    [Test]
    public void A_past_episode_beside_an_acknowledged_alert_is_an_alert_of_its_own_and_the_present_stays()
    {
        var now = Fold(Transition(Level.Normal, Level.Notice, 60));

        var found = AlertRevision.Apply([now], [Raised, Cleared, Transition(Level.Normal, Level.Notice, 60)], [Raised, Cleared], Registry());

        Assert.That(found.Select(a => (a.Id, a.IsActive)), Is.EqualTo(new[] { (Raised.Episode, false) }));
    }

    [Test]
    public void A_withdrawn_end_is_told_as_one()
    {
        Assert.That(Sentences.Of(Withdrawn(Cleared), null).En, Does.Contain("did not end"));
        Assert.That(Sentences.Of(Withdrawn(Cleared), null).Zh, Does.Contain("并未结束"));
    }

    private static Transition Withdrawn(Transition transition) =>
        transition with { From = transition.To, To = transition.From, Reason = TransitionReason.Withdrawn, Revision = transition.Revision + 1 };

    private static Alert Fold(params Transition[] transitions)
    {
        Alert? alert = null;
        foreach (var transition in transitions)
        {
            alert = AlertBook.Apply(alert, transition, Registry());
        }

        return alert ?? throw new AssertionException("No alert came of it.");
    }
}
