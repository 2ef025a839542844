using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Thirty days at 1 Hz: nothing drifts, and every sum is exact to the last digit.</summary>
[TestFixture]
internal sealed class LongRunTests
{
    private const int Seconds = 30 * 86_400;
    private const long Limit = 1_000_000; // mg/m3, scaled

    [Test]
    public void Sums_of_thirty_days_are_exact_to_the_last_digit()
    {
        var values = new long[Seconds + 1]; // [second], of the sample that ends it
        var state = 12_345UL;
        for (var i = 1; i <= Seconds; i++)
        {
            state = unchecked((state * 6_364_136_223_846_793_005UL) + 1_442_695_040_888_963_407UL);
            values[i] = (long)(state >> 33) % 2_000_003;
        }

        var rules = Given.Rules(
            Mean("m15", new RuleWindow(WindowKind.Sliding, 900_000), Aggregate.Mean),
            Mean("h24", new RuleWindow(WindowKind.Sliding, 86_400_000), Aggregate.Mean),
            Mean("twa", new RuleWindow(WindowKind.Shift), Aggregate.Twa8h),
            Mean("day", new RuleWindow(WindowKind.Day), Aggregate.Mean),
            Mean("week", new RuleWindow(WindowKind.Week), Aggregate.Mean));
        var registry = Given.Registry(Given.Point(interval: 1_000, quantities: [Quantity.DustRespirable], calendar: ShiftCalendar.DefaultIn("UTC")));
        var detector = new Detector(registry, rules, Given.ShiftStart);
        var found = new Findings();
        var batch = new Sample[3_600];
        for (var hour = 0; hour < Seconds / batch.Length; hour++)
        {
            for (var i = 0; i < batch.Length; i++)
            {
                var second = (hour * batch.Length) + i + 1;
                batch[i] = new Sample(Given.ShiftStart.Plus(second * 1_000L), values[second], 0, Quantity.DustRespirable, SampleFlag.Valid);
            }

            detector.OnSamples(batch, found);
            found.Transitions.Clear();
        }

        var exposures = detector.Exposures(0).ToDictionary(exposure => exposure.Rule, exposure => exposure.Value);
        Assert.That(exposures["m15"], Is.EqualTo(Of(values, Seconds - 900, Seconds, 900)));
        Assert.That(exposures["h24"], Is.EqualTo(Of(values, Seconds - 86_400, Seconds, 86_400)));
        Assert.That(found.Verdicts.Where(verdict => verdict.Rule == "twa").Select(verdict => verdict.Value), Is.EqualTo(Windows(28_800).Select(start => Of(values, start, start + 28_800, 28_800))));
        Assert.That(found.Verdicts.Where(verdict => verdict.Rule == "day").Select(verdict => verdict.Value), Is.EqualTo(Windows(86_400).Select(start => Of(values, start, start + 86_400, 86_400))));
        Assert.That(found.Verdicts.Where(verdict => verdict.Rule == "week").Select(verdict => verdict.Value), Is.EqualTo(Windows(604_800).Select(start => Of(values, start, start + 604_800, 604_800))));
    }

    /// <summary>Starts of the windows that the next sample has closed: all whole ones but the last, whose end is the last sample.</summary>
    private static IEnumerable<int> Windows(int length) => Enumerable.Range(0, (Seconds - 1) / length).Select(i => i * length);

    private static double Of(long[] values, int from, int to, int divisor)
    {
        Int128 sum = 0;
        for (var second = from + 1; second <= to; second++)
        {
            sum += values[second];
        }

        return FixedPoint.Quotient(sum, (Int128)divisor * FixedPoint.One);
    }

    private static Rule Mean(string id, RuleWindow window, Aggregate aggregate) =>
        Given.Rule(id, Quantity.DustRespirable, window, aggregate, Given.Level(Level.Exceeded, Limit));
}
