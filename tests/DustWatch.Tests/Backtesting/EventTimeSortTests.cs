using DustWatch.Dashboard.Backtesting;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backtesting;

[TestFixture]
internal sealed class EventTimeSortTests
{
    [Test]
    public void Sorts_by_time_and_keeps_the_order_of_equal_times([Range(0, 40)] int seed, [Values(50, 70_000, 2_000_000_000_000)] long span)
    {
        var random = new Random(seed);
        var samples = Enumerable.Range(0, random.Next(300)).Select(i => new Sample(new Instant(random.NextInt64(span) - (span / 3)), i, 0, Quantity.DustTotal, SampleFlag.Valid)).ToArray();
        var expected = samples.OrderBy(sample => sample.Time).ToArray(); // LINQ's sort is stable
        Assert.That(EventTimeSort.Sort([.. samples]), Is.EqualTo(expected));
    }

    [Test]
    public void Leaves_what_is_in_order_as_it_is()
    {
        Sample[] samples = [Given.Dust(1, 1), Given.Dust(1, 2), Given.Dust(2, 3)];
        Assert.That(EventTimeSort.Sort(samples), Is.SameAs(samples));
    }
}
