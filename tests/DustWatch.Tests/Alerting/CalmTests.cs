using System.Buffers;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>The short way of samples that change nothing but sums: transitions, verdicts and state are those of judging each.</summary>
[TestFixture]
internal sealed class CalmTests
{
    private const int StreamsPerCase = 60;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("DUSTWATCH_CALM_STREAMS"), out var hundreds) ? hundreds : 4;

    [Test]
    public void Gives_the_state_of_judging_each_sample([Range(0, 3)] int part)
    {
        var (samples, calm, found) = (0L, 0L, 0);
        for (var seed = part; seed < Cases * StreamsPerCase; seed += 4)
        {
            var input = CalmStream.Create(seed);
            var (fast, each) = (Detector(input, judgesEach: false), Detector(input, judgesEach: true));
            var (random, output, expected) = (new Random(seed), new Findings(), new Findings());
            foreach (var step in input.Steps)
            {
                Feed(fast, step, output);
                Feed(each, step, expected);
                if (random.Next(1_000) == 0)
                {
                    Assert.That(Bytes(fast), Is.EqualTo(Bytes(each)), () => $"seed {seed}, {string.Join(" | ", input.Rules)}");
                }
            }

            Assert.That(Bytes(fast), Is.EqualTo(Bytes(each)), () => $"seed {seed}, {string.Join(" | ", input.Rules)}");
            Assert.That(output.Transitions, Is.EqualTo(expected.Transitions), () => $"seed {seed}, {string.Join(" | ", input.Rules)}");
            Assert.That(output.Verdicts, Is.EqualTo(expected.Verdicts), () => $"seed {seed}");
            Assert.That(output.Late, Is.EqualTo(expected.Late), () => $"seed {seed}");
            (samples, calm, found) = (samples + input.Steps.Count, calm + fast.CalmSamples, found + output.Transitions.Count);
        }

        TestContext.Out.WriteLine($"{calm} of {samples} samples went the short way; {found} transitions");
        Assert.That(calm, Is.GreaterThan(samples / 10));
        Assert.That(found, Is.GreaterThan(500));
    }

    [Test]
    public void A_quiet_day_at_1_Hz_goes_the_short_way_under_the_default_rules()
    {
        var registry = Given.Registry(Given.Point(interval: 1_000, quantities: [Quantity.DustRespirable]));
        var detector = new Detector(registry, rules: null, Given.ShiftStart);
        var random = new Random(1);
        var output = new Findings();
        for (var second = 1; second <= 86_400; second++)
        {
            var time = Given.ShiftStart.Plus(1_000L * second);
            detector.OnSample(new Sample(time, random.Next(100_000, 200_000), 0, Quantity.DustRespirable, SampleFlag.Valid), time, output);
        }

        Assert.That(detector.CalmSamples, Is.GreaterThan(86_400 * 95 / 100));
        Assert.That(output.Transitions, Is.Empty);
    }

    private static Detector Detector(DetectionInput input, bool judgesEach) =>
        new(input.Registry, new RuleSet(input.Rules), new Instant(input.WatchingSince)) { JudgesEach = judgesEach };

    private static void Feed(Detector detector, in DetectionStep step, Findings output)
    {
        var arrival = new Instant(step.Arrival);
        if (step.Kind == DetectionStepKind.Tick)
        {
            detector.OnTick(arrival, output);
        }
        else
        {
            detector.OnSample(step.Sample, arrival, output);
        }
    }

    private static byte[] Bytes(Detector detector)
    {
        var data = new ArrayBufferWriter<byte>();
        detector.Save(data);
        return data.WrittenSpan.ToArray();
    }
}
