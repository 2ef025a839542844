using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Backtesting;
using DustWatch.Dashboard.Commands;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backtesting;

[TestFixture]
internal sealed class SampleSetTests
{
    private const int Points = 7;
    private const long Minute = 60_000;

    private static readonly RuleSet Rules = Given.Rules(
        Given.Rule("dust", Quantity.DustRespirable, new RuleWindow(WindowKind.Sliding, 5 * Minute), Aggregate.Mean, Given.Level(Level.Notice, 0.5m), Given.Level(Level.Exceeded, 1)),
        Given.Rule("noise", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Shift), Aggregate.Lex8h, Given.Level(Level.Exceeded, 85)),
        Given.Offline());

    [Test]
    public void Writes_the_same_bytes_whatever_the_shards_the_cores_and_the_order([Values(1, 2, 3, 7, 20)] int shards, [Values(1, 2, 3)] int cores)
    {
        var random = new Random(5);
        var registry = GivenFiles.Points(Points);
        var ordered = Stream(random);
        var expected = GivenFiles.Judge(registry, Rules, SetOf(ordered), shards: 1, cores: 1);
        Assert.That(expected.Split('\n'), Has.Length.GreaterThan(100), "a stream without transitions would prove nothing");

        var shuffled = ordered.ToArray();
        random.Shuffle(shuffled);
        Assert.That(GivenFiles.Judge(registry, Rules, SetOf(ordered), shards, cores), Is.EqualTo(expected));
        Assert.That(GivenFiles.Judge(registry, Rules, SetOf(shuffled), shards, cores), Is.EqualTo(expected));
    }

    [Test]
    public void Counts_repeats_and_conflicts()
    {
        var samples = SetOf([Given.Dust(0, 1), Given.Dust(0, 1), Given.Dust(0, 2), Given.Dust(Minute, 1)]);
        var judged = CommandProgress.Run(TextWriter.Null, progress => new SampleSet(GivenFiles.Points(1), samples, shards: 1, cores: 1).Judge(Rules, progress, CancellationToken.None));
        Assert.That(judged.Counts, Is.EqualTo(new DustWatch.Alerting.Detection.DetectionCounts(Samples: 4, Late: 0, Duplicates: 1, Conflicts: 1)));
    }

    private static SamplesByPoint SetOf(Sample[] samples)
    {
        var set = new SamplesByPoint(Points);
        set.Add(samples);
        return set;
    }

    // A day, with gaps in which points fall silent; no two samples of a series at one time.
    private static Sample[] Stream(Random random) =>
    [
        .. from minute in Enumerable.Range(0, 1440)
           from point in Enumerable.Range(0, Points)
           where (minute / 30 + point) % 5 != 0
           from sample in new[] { Given.Dust(minute * Minute, random.Next(30) / 20m, point: point), Given.Noise(minute * Minute, 60 + random.Next(60), point: point) }
           select sample,
    ];
}
