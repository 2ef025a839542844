using DustWatch.Tests.Alerting;
using NUnit.Framework;

namespace DustWatch.Tests.Simulation;

/// <summary>Whatever comes late, twice, in another order or across a crash: what stands in the end is what the run in order gives.</summary>
[TestFixture]
internal sealed class LateSamplesTests
{
    /// <summary>A slice for every run; <c>infra/drills/lateness.sh</c> asks for all of each thousand.</summary>
    private static readonly int StreamsPerCase =
        int.TryParse(Environment.GetEnvironmentVariable("DUSTWATCH_LATE_STREAMS"), out var streams) ? streams : 100;

    [Test]
    public void The_outcome_is_that_of_the_run_in_order([Range(0, 9)] int thousand)
    {
        var (transitions, verdicts, revisions) = (0, 0, 0);
        for (var seed = thousand * 1_000; seed < (thousand * 1_000) + StreamsPerCase; seed++)
        {
            var delivered = Compare(seed);
            transitions += delivered.Transitions;
            verdicts += delivered.Verdicts;
            revisions += delivered.Revisions;
        }

        Assert.That(Math.Min(transitions, Math.Min(verdicts, revisions)), Is.GreaterThan(StreamsPerCase), "streams in which nothing changes prove nothing");
    }

    private static (int Transitions, int Verdicts, int Revisions) Compare(int seed)
    {
        var delivery = new LateDelivery(seed);
        var expected = delivery.InOrder();
        var actual = delivery.AsDelivered();
        Assert.That(TransitionsAre.Different(actual.Transitions, expected.Transitions), Is.Null, () => $"seed {seed}");
        Assert.That(actual.Verdicts, Is.EqualTo(expected.Verdicts), () => $"verdicts of seed {seed}");
        return (expected.Transitions.Count, expected.Verdicts.Count, delivery.RevisionCount);
    }
}
