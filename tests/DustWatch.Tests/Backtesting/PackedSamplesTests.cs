using DustWatch.Dashboard.Backtesting;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backtesting;

[TestFixture]
internal sealed class PackedSamplesTests
{
    private static readonly Instant Earliest = Instant.From(DateTimeOffset.MinValue);
    private static readonly Instant Latest = Instant.From(DateTimeOffset.MaxValue);

    [Test]
    public void Gives_back_every_sample_in_its_order([Values(1, 3, 4096)] int batch)
    {
        var random = new Random(7);
        Sample[] samples =
        [
            .. from quantity in Quantities.All
               from flag in Enum.GetValues<SampleFlag>()
               from time in new[] { Latest, Earliest, new Instant(0), new Instant(random.NextInt64(2_000_000_000_000)) }
               from value in new[] { 0, -1, 63, 64, long.MaxValue / 2, long.MinValue / 2, random.NextInt64(1_000_000) }
               select new Sample(time, value, 5, quantity, flag),
        ];
        var packed = new PackedSamples();
        Array.ForEach(samples, sample => packed.Add(sample));
        Assert.That(packed.Read(point: 5, new Sample[batch]).SelectMany(part => part.ToArray()), Is.EqualTo(samples));
        Assert.That((packed.Count, packed.First, packed.Last, packed.IsInOrder), Is.EqualTo((samples.Length, samples[0].Time, samples[^1].Time, false)));
    }

    [Test]
    public void Knows_whether_time_went_back()
    {
        var packed = new PackedSamples();
        packed.Add(Given.Dust(2, 1));
        packed.Add(Given.Noise(2, 60));
        Assert.That(packed.IsInOrder);
        packed.Add(Given.Dust(1, 1));
        Assert.That(packed.IsInOrder, Is.False);
    }
}
