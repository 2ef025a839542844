using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Dashboard.Backtesting;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backtesting;

/// <summary>Each side is written as the seconds at which a rule went on (+) and off (-).</summary>
[TestFixture]
internal sealed class TransitionDifferenceTests
{
    [TestCase("+10 -20", "+10 -20", "", TestName = "Nothing_when_nothing_differs")]
    [TestCase("", "+10 -20", "added+10 added-20", TestName = "An_episode_that_was_not_there")]
    [TestCase("+10 -20", "", "removed+10 removed-20", TestName = "An_episode_that_is_no_more")]
    [TestCase("+10 -20", "+8 -20", "moved+8", TestName = "A_beginning_that_moved")]
    [TestCase("+10 -20", "+8 -25", "moved+8 moved-25", TestName = "Both_ends_moved")]
    [TestCase("+10", "+10 -30", "added-30", TestName = "An_end_that_was_not_there")]
    [TestCase("+10 -20 +30 -40", "+30 -41", "removed+10 removed-20 moved-41", TestName = "What_vanished_moves_nothing_that_stays")]
    [TestCase("+30 -40", "+10 -20 +31 -40", "added+10 added-20 moved+31", TestName = "What_is_new_moves_nothing_that_was_there")]
    [TestCase("+10 -40", "+10 -20 +30 -40", "added-20 added+30", TestName = "An_episode_cut_in_two")]
    [TestCase("+10 -20 +30 -40", "+10 -40", "removed-20 removed+30", TestName = "Two_episodes_made_one")]
    [TestCase("+10 -20", "+21 -30", "removed+10 removed-20 added+21 added-30", TestName = "Episodes_that_only_follow_each_other_are_not_one")]
    public void Tells(string before, string after, string changes) =>
        Assert.That(string.Join(' ', TransitionDifference.Between(Parse(before), Parse(after)).Select(Show)), Is.EqualTo(changes));

    [Test]
    public void Compares_each_point_and_rule_by_itself()
    {
        List<Transition> before = [.. Parse("+10", "p1", "a"), .. Parse("+10", "p1", "b")];
        List<Transition> after = [.. Parse("+10", "p1", "b"), .. Parse("+10", "p2", "a")];
        var changes = TransitionDifference.Between(before, after);
        Assert.That(changes.Select(c => (c.Change, c.Transition.Point, c.Transition.Rule)), Is.EqualTo(new[] { (Change.Removed, "p1", "a"), (Change.Added, "p2", "a") }));
    }

    [Test]
    public void A_level_by_another_way_is_another_transition()
    {
        var before = Parse("+10");
        List<Transition> after = [before[0] with { To = Level.Severe }];
        Assert.That(TransitionDifference.Between(before, after).Select(c => (c.Change, c.Transition.To)), Is.EqualTo(new[] { (Change.Removed, Level.Exceeded), (Change.Added, Level.Severe) }));
    }

    [Test]
    public void Other_numbers_at_the_same_instant_are_no_difference()
    {
        var before = Parse("+10 -20");
        Assert.That(TransitionDifference.Between(before, [.. before.Select(t => t with { Limit = 0.5, Value = 7, Clause = "another" })]), Is.Empty);
    }

    private static string Show(ChangedTransition changed) =>
        $"{changed.Change.ToString().ToLowerInvariant()}{(changed.Transition.To == Level.Normal ? '-' : '+')}{(changed.Transition.At - Given.ShiftStart) / 1000}";

    private static List<Transition> Parse(string text, string point = "p1", string rule = "r")
    {
        var transitions = new List<Transition>();
        var episode = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = Given.ShiftStart.Plus(1000 * long.Parse(word[1..], System.Globalization.CultureInfo.InvariantCulture));
            var isOn = word[0] == '+';
            episode = isOn ? $"{point}~{rule}~{at.Milliseconds}" : episode;
            transitions.Add(new Transition(
                point, rule, episode, Quantity.DustRespirable, isOn ? Level.Normal : Level.Exceeded, isOn ? Level.Exceeded : Level.Normal, at, 0,
                isOn ? TransitionReason.Raised : TransitionReason.Cleared, 1, "mg/m3", 1, 1, 0.7, new Interval(Given.ShiftStart, at), 1, null, null, false, false, false, 0, null));
        }

        transitions.Sort(TransitionOrder.Instance);
        return transitions;
    }
}
