using DustWatch.Backends.Sqlite;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends;

/// <summary>Parts of a chunk in memory, beside a list of what came.</summary>
[TestFixture]
internal sealed class UngatheredChunkTests
{
    private const long Start = 1_760_000_400_000;

    [Test]
    public void Any_part_of_it_is_what_came([Range(1, 200)] int seed)
    {
        var random = new Random(seed);
        var chunk = new UngatheredChunk(7, Quantity.NoiseLaeq, Start);
        var came = new SortedDictionary<long, Sample>();
        var (count, isFine, late) = (random.Next(1, 2_000), random.Next(3) == 0, random.Next(2) * random.Next(50));
        var flag = SampleFlag.Valid;
        for (var (i, time) = (0, Start); i < count; i++)
        {
            time += random.Next(1, 300);
            var at = random.Next(100) < late ? random.NextInt64(Start + 1, time + 1) : time;
            flag = random.Next(200) == 0 ? (SampleFlag)random.Next(4) : flag;
            var sample = new Sample(new Instant(at), isFine && i > count / 2 ? random.NextInt64(-5_000_000, 5_000_000) : random.Next(200) * 1_000_000L, 7, Quantity.NoiseLaeq, flag);
            chunk.Add(sample);
            came.TryAdd(at, sample);
        }

        if (random.Next(2) == 0)
        {
            chunk.Close();
        }

        Assert.That(chunk.Read(), Is.EqualTo(came.Values));
        Assert.That((chunk.FirstTime, chunk.LastTime), Is.EqualTo((came.Keys.First(), came.Keys.Last())));
        for (var i = 0; i < 50; i++)
        {
            // At samples, and between them.
            var (from, to) = (came.Keys.ElementAt(random.Next(came.Count)) - random.Next(2), came.Keys.ElementAt(random.Next(came.Count)) - random.Next(2));
            var span = new Interval(new Instant(Math.Min(from, to)), new Instant(Math.Max(from, to)));
            Assert.That(chunk.Read(span), Is.EqualTo(came.Values.Where(sample => sample.Time > span.Start && sample.Time <= span.End)), $"{span}");
            Assert.That(chunk.FindLast(new Instant(to)), Is.EqualTo(came.Values.Where(sample => sample.Time.Milliseconds <= to).Cast<Sample?>().LastOrDefault()), $"{to}");
        }
    }
}
