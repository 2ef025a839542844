using DustWatch.Alerting;
using DustWatch.Dashboard;
using DustWatch.Dashboard.Backtesting;
using DustWatch.Ingest.Log;
using DustWatch.Tests.Alerting;
using DustWatch.Tests.Simulation;
using NUnit.Framework;

namespace DustWatch.Tests.Backtesting;

/// <summary>A replay of the log judges late samples again, and comes to what the run in order gives.</summary>
[TestFixture]
internal sealed class ReplayedShardTests
{
    private const int StreamsPerCase = 50;

    [Test]
    public void What_is_written_is_the_outcome_of_the_run_in_order([Values(0, 20_000)] int first)
    {
        var (transitions, differences) = (0, 0);
        for (var seed = first; seed < first + StreamsPerCase; seed++)
        {
            var delivery = new LateDelivery(seed);
            var expected = delivery.InOrder().Transitions;
            var asItCame = Replay(delivery, new Random(seed), isJudgingAgain: false);
            Assert.That(TransitionsAre.Different(Replay(delivery, new Random(seed), isJudgingAgain: true), expected), Is.Null, () => $"seed {seed}");
            transitions += expected.Count;
            differences += TransitionsAre.Different(asItCame, expected) is null ? 0 : 1;
        }

        Assert.That(Math.Min(transitions, differences), Is.GreaterThan(StreamsPerCase / 4), "streams in which nothing is late prove nothing");
    }

    private static List<Transition> Replay(LateDelivery delivery, Random random, bool isJudgingAgain)
    {
        var shards = Enumerable.Range(0, Limits.DetectionShards).Select(shard => new ReplayedShard(shard, delivery.Registry, delivery.Rules, delivery.WatchingSince)).ToList();
        var stored = new SamplesByPoint(delivery.Registry.Points.Count);
        foreach (var record in delivery.Records)
        {
            shards.ForEach(shard => shard.Judge([record]));
            if (record is SampleBatch batch)
            {
                stored.Add(batch.Samples.Span);
            }

            if (random.Next(30) == 0)
            {
                shards.ForEach(shard => shard.Keep());
            }

            if (isJudgingAgain && random.Next(40) == 0)
            {
                shards.ForEach(shard => shard.JudgeAgain(stored));
            }
        }

        if (isJudgingAgain)
        {
            shards.ForEach(shard => Assert.That(shard.JudgeAgain(stored), Is.Empty));
            Assert.That(shards.SelectMany(shard => shard.Late), Is.Empty);
        }

        return delivery.WithoutArrival(Judged.Of([.. shards.Select(shard => shard.Judged)]).Transitions);
    }
}
