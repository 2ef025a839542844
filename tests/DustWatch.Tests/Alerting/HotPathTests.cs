using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Operators;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class HotPathTests
{
    private static readonly RuleWindow Sliding = new(WindowKind.Sliding, 900_000);

    private static readonly RuleSet Rules = Given.Rules(
        Given.Rule("twa", Quantity.DustRespirable, new RuleWindow(WindowKind.Shift), Aggregate.Twa8h, Given.Level(Level.Notice, 5), Given.Level(Level.Projected, 10, 600_000)),
        Given.Rule("m15", Quantity.DustRespirable, Sliding, Aggregate.Mean, Given.Level(Level.Exceeded, 10)),
        Given.Rule("top", Quantity.DustRespirable, Sliding, Aggregate.Max, Given.Level(Level.Exceeded, 10)),
        Given.Rule("lex", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Shift), Aggregate.Lex8h, Given.Level(Level.Exceeded, 100), Given.Level(Level.Projected, 100, 600_000)),
        Given.Offline());

    [Test]
    public void A_batch_in_steady_state_allocates_nothing()
    {
        var detector = new Detector(Given.Registry(Given.Point(interval: 1_000)), Rules, Given.ShiftStart);
        var output = new Findings();
        var batches = Batches();
        Measure(() => detector.OnSamples(batches[0], Given.ShiftStart, output), () => detector.OnSamples(batches[1], Given.ShiftStart, output));
        Assert.That(output.Transitions, Is.Empty);
    }

    [Test]
    public void One_sample_after_another_in_steady_state_allocates_nothing()
    {
        var detector = new Detector(Given.Registry(Given.Point(interval: 1_000)), Rules, Given.ShiftStart);
        var output = new Findings();
        var batches = Batches();
        void Feed(Sample[] samples)
        {
            foreach (ref readonly var sample in samples.AsSpan())
            {
                detector.OnSample(sample, sample.Time, output);
            }
        }

        Measure(() => Feed(batches[0]), () => Feed(batches[1]));
    }

    [Test]
    public void The_operator_for_one_sample_at_a_time_allocates_nothing_in_steady_state()
    {
        var source = new System.Reactive.Subjects.Subject<Sample>();
        var ticks = new System.Reactive.Subjects.Subject<Instant>();
        using var subscription = source.DetectExceedances(Given.Registry(Given.Point(interval: 1_000)), Rules, ticks).Subscribe(_ => { });
        var batches = Batches();
        void Feed(Sample[] samples)
        {
            foreach (var sample in samples)
            {
                source.OnNext(sample);
            }
        }

        Measure(() => Feed(batches[0]), () => Feed(batches[1]));
    }

    /// <summary>Two hours of one shift, dust and noise at 1 Hz.</summary>
    private static Sample[][] Batches() =>
        [.. Enumerable.Range(0, 2).Select(hour => Enumerable.Range((hour * 3_600) + 1, 3_600)
            .SelectMany(s => new[] { Given.Dust(s * 1_000L, 1 + (s % 7)), Given.Noise(s * 1_000L, 70 + (s % 7)) })
            .ToArray())];

    private static void Measure(Action warm, Action measured)
    {
        warm();
        var before = GC.GetAllocatedBytesForCurrentThread();
        measured();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
