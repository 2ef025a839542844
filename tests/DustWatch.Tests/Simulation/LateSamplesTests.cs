using DustWatch.Tests.Alerting;
using NUnit.Framework;

namespace DustWatch.Tests.Simulation;

/// <summary>Whatever comes late, twice, in another order or across a crash: what stands in the end is what the run in order gives.</summary>
[TestFixture]
internal sealed class LateSamplesTests
{
    private const int StreamsPerCase = 1_000;

    [Test]
    public void The_outcome_is_that_of_the_run_in_order([Range(0, 9)] int thousand)
    {
        var (transitions, verdicts, revisions) = (0, 0, 0);
        for (var seed = thousand * StreamsPerCase; seed < (thousand + 1) * StreamsPerCase; seed++)
        {
            var delivery = new LateDelivery(seed);
            var expected = delivery.InOrder();
            var actual = delivery.AsDelivered();
            Assert.That(TransitionsAre.Different(actual.Transitions, expected.Transitions), Is.Null, () => $"seed {seed}");
            Assert.That(actual.Verdicts, Is.EqualTo(expected.Verdicts), () => $"verdicts of seed {seed}");
            transitions += expected.Transitions.Count;
            verdicts += expected.Verdicts.Count;
            revisions += delivery.RevisionCount;
        }

        Assert.That(Math.Min(transitions, Math.Min(verdicts, revisions)), Is.GreaterThan(StreamsPerCase), "streams in which nothing changes prove nothing");
    }
}
