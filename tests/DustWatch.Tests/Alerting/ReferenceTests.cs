using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class ReferenceTests
{
    private const int StreamsPerCase = 1_000;

    [Test]
    public void The_detector_agrees_with_the_reference_on_random_streams_aimed_at_the_limits([Range(0, 10)] int thousand)
    {
        var transitions = 0;
        for (var seed = thousand * StreamsPerCase; seed < (thousand + 1) * StreamsPerCase; seed++)
        {
            var stream = new RandomStream(seed);
            var expected = Reference(stream);
            var actual = Fast(stream, new Random(seed));
            transitions += expected.Count;
            var difference = TransitionsAre.Different(actual, expected);
            Assert.That(difference, Is.Null, () => $"seed {seed}, {(stream.IsLive ? "live" : "backtest")}, {string.Join(" | ", stream.Rules)}");
        }

        Assert.That(transitions, Is.GreaterThan(StreamsPerCase), "streams that raise nothing prove nothing");
    }

    private static List<Transition> Reference(RandomStream stream)
    {
        var reference = new ReferenceDetector(stream.Registry, stream.Rules, stream.WatchingSince);
        foreach (var step in stream.Steps)
        {
            if (step.Sample is { } sample)
            {
                reference.OnSample(sample, step.Arrival);
            }
            else
            {
                reference.OnTick(step.Arrival);
            }
        }

        if (!stream.IsLive)
        {
            reference.Finish(stream.Steps.Max(step => step.Arrival));
        }

        reference.Transitions.Sort(TransitionOrder.Instance);
        return reference.Transitions;
    }

    /// <summary>The detector on one or two shards, in batches of random size, saved and loaded again at random places.</summary>
    private static List<Transition> Fast(RandomStream stream, Random random)
    {
        var output = new Findings();
        var rules = new RuleSet(stream.Rules);
        var shards = 1 + random.Next(2);
        for (var shard = 0; shard < shards; shard++)
        {
            Detector Fresh() => new(stream.Registry, rules, new Instant(stream.WatchingSince), shard, shards);
            var detector = Fresh();
            for (var i = 0; i < stream.Steps.Count;)
            {
                i += Feed(detector, stream, i, random.Next(1, 9), output);
                if (random.Next(10) == 0)
                {
                    detector = Reloaded(detector, Fresh());
                }
            }

            if (!stream.IsLive)
            {
                detector.Finish(new Instant(stream.Steps.Max(step => step.Arrival)), output);
            }
        }

        output.Transitions.Sort(TransitionOrder.Instance);
        return output.Transitions;
    }

    private static int Feed(Detector detector, RandomStream stream, int from, int most, Findings output)
    {
        var first = stream.Steps[from];
        if (first.Sample is null)
        {
            detector.OnTick(new Instant(first.Arrival), output);
            return 1;
        }

        var batch = stream.Steps
            .Skip(from)
            .Take(most)
            .TakeWhile(step => step.Sample is not null && (!stream.IsLive || step.Arrival == first.Arrival))
            .Select(step => step.Sample ?? default)
            .ToArray();
        if (stream.IsLive)
        {
            detector.OnSamples(batch, new Instant(first.Arrival), output);
        }
        else
        {
            detector.OnSamples(batch, output);
        }

        return batch.Length;
    }

    private static Detector Reloaded(Detector detector, Detector fresh)
    {
        var data = new ArrayBufferWriter<byte>();
        detector.Save(data);
        Assert.That(fresh.TryLoad(data.WrittenSpan, out var fault), Is.True, fault);
        return fresh;
    }
}
