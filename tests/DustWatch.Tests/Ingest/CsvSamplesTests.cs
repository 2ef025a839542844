using System.Buffers;
using System.Globalization;
using System.Text;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest;

[TestFixture]
internal sealed class CsvSamplesTests
{
    [Test]
    public void Reads_samples_and_names_each_bad_line()
    {
        const string file = """
            point,quantity,ts,value,flag
            p1,dust_respirable,1000,0.8200005,N
            p2,noise_laeq,-1000,83.125
            "p2","noise_laeq",2000,"83.135",M

            p1,dust_respirable,3000,21,
            nowhere,dust_respirable,1000,1,N
            p1,dust_x,1000,1,N
            p1,dust_total,1000,,N
            p1,dust_total,1000,NaN,N
            p1,dust_total,1000,-1,N
            p1,dust_total,1000.0,1,N
            p1,dust_total,99999999999999999,1,N
            p1,dust_total,1000,1,X
            p1,dust_total,1000
            p1,dust_total,1000,1,N,
            p2,dust,4000,5,T
            p1,dust_total,5000,1e0,N
            """;
        var (samples, bad) = Read(file);
        Assert.Multiple(() =>
        {
            Assert.That(samples, Is.EqualTo(new[]
            {
                new Sample(new Instant(1000), 820_000, 0, Quantity.DustRespirable, SampleFlag.Valid),
                new Sample(new Instant(-1000), 8312, 1, Quantity.NoiseLaeq, SampleFlag.Valid),
                new Sample(new Instant(2000), 8314, 1, Quantity.NoiseLaeq, SampleFlag.Maintenance),
                new Sample(new Instant(3000), 21_000_000, 0, Quantity.DustRespirable, SampleFlag.OverRange),
                new Sample(new Instant(4000), 5_000_000, 1, Quantity.DustTotal, SampleFlag.OverRange),
                new Sample(new Instant(5000), 1_000_000, 0, Quantity.DustTotal, SampleFlag.Valid),
            }));
            Assert.That(bad, Is.EqualTo(new[]
            {
                "f.csv:7: unknown-point: nowhere,dust_respirable,1000,1,N",
                "f.csv:8: unknown-quantity: p1,dust_x,1000,1,N",
                "f.csv:9: not-a-number: p1,dust_total,1000,,N",
                "f.csv:10: not-a-number: p1,dust_total,1000,NaN,N",
                "f.csv:11: out-of-range: p1,dust_total,1000,-1,N",
                "f.csv:12: malformed: p1,dust_total,1000.0,1,N",
                "f.csv:13: malformed: p1,dust_total,99999999999999999,1,N",
                "f.csv:14: malformed: p1,dust_total,1000,1,X",
                "f.csv:15: malformed: p1,dust_total,1000",
                "f.csv:16: malformed: p1,dust_total,1000,1,N,",
            }));
        });
    }

    [TestCase("point,quantity,ts,value\r\np1,tsp,1,2\r\np1,tsp,2,3", 2, 0)]
    [TestCase("\uFEFFpoint,quantity,ts,value\np1,tsp,1,2\n\n", 1, 0)]
    [TestCase("point,quantity,ts,value\np1,tsp,1,2,N\n", 0, 1)]
    [TestCase("ts,point,quantity,value\n1,p1,tsp,2\n", 0, 1)]
    [TestCase("p1,tsp,1,2\n", 0, 1)]
    [TestCase("", 0, 0)]
    [TestCase("point,quantity,ts,value", 0, 0)]
    public void Reads_the_header_as_it_is(string file, int samples, int bad)
    {
        var read = Read(file);
        Assert.That((read.Samples.Length, read.Bad.Length), Is.EqualTo((samples, bad)));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(100_000)]
    public void Does_not_care_where_the_stream_is_cut(int bytes)
    {
        var lines = string.Join('\n', Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{1 + (i % 3)},tsp,{i},{i * 0.25m}")));
        var (samples, bad) = Read("point,quantity,ts,value\n" + lines, bytes);
        Assert.Multiple(() =>
        {
            Assert.That(bad, Is.Empty);
            Assert.That(samples.Select(s => (s.Point, s.Time.Milliseconds, s.Value)), Is.EqualTo(Enumerable.Range(0, 500).Select(i => (i % 3, (long)i, i * 250_000L))));
        });
    }

    [TestCase(5_000)]
    [TestCase(2_000_000)]
    public void A_line_without_end_costs_itself_only(int length)
    {
        var (samples, bad) = Read($"point,quantity,ts,value\np1,tsp,1,1\n{new string('9', length)}\np1,tsp,2,x\np1,tsp,3,1\n");
        Assert.Multiple(() =>
        {
            Assert.That(samples.Select(s => s.Time.Milliseconds), Is.EqualTo(new[] { 1L, 3L }));
            Assert.That(bad.Select(b => b[..18]), Is.EqualTo(new[] { "f.csv:3: malformed", "f.csv:4: not-a-num" }));
        });
    }

    [Test]
    public void Reads_back_what_it_writes()
    {
        Sample[] samples =
        [
            new(new Instant(1), 1, 0, Quantity.DustTotal, SampleFlag.Valid),
            new(new Instant(2), 820_000, 1, Quantity.DustTotal, SampleFlag.Communication),
            new(new Instant(3), -12_500_000, 2, Quantity.Temperature, SampleFlag.Valid),
            new(new Instant(-4), 8310, 0, Quantity.NoiseLaeq, SampleFlag.OverRange),
            new(new Instant(5), 0, 0, Quantity.NoiseLaeq, SampleFlag.Fault),
        ];
        var output = new ArrayBufferWriter<byte>();
        CsvSamples.WriteHeader(output);
        foreach (var sample in samples)
        {
            CsvSamples.WriteLine(output, GivenIntake.Registry.Points[sample.Point].Id, sample);
        }

        var (read, bad) = Read(Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Multiple(() =>
        {
            Assert.That(bad, Is.Empty);
            Assert.That(read, Is.EqualTo(samples));
        });
    }

    [Test]
    public void Allocates_nothing_a_line()
    {
        var file = new MemoryStream(Encoding.UTF8.GetBytes("point,quantity,ts,value,flag\n" + string.Concat(Enumerable.Repeat("p1,tsp,1700000000000,0.125,N\np2,noise_laeq,1700000000000,80.1,\n", 20_000))));
        var batch = new Sample[1024];
        var warm = new CsvSampleReader(file, "f.csv", GivenIntake.Registry, _ => { });
        while (warm.Read(batch) > 0)
        {
        }

        file.Position = 0;
        var reader = new CsvSampleReader(file, "f.csv", GivenIntake.Registry, _ => { });
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Read(batch) > 0)
        {
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before, reader.Lines), Is.EqualTo((0L, 40_001L)));
    }

    private static (Sample[] Samples, string[] Bad) Read(string file, int bytesAtOnce = int.MaxValue)
    {
        var bad = new List<string>();
        var samples = new List<Sample>();
        var reader = new CsvSampleReader(new SlowStream(Encoding.UTF8.GetBytes(file), bytesAtOnce), "f.csv", GivenIntake.Registry, line => bad.Add(line.ToString()));
        var batch = new Sample[3];
        for (var count = reader.Read(batch); count > 0; count = reader.Read(batch))
        {
            samples.AddRange(batch.AsSpan(0, count));
        }

        Assert.That(reader.BadLines, Is.EqualTo(bad.Count));
        return ([.. samples], [.. bad]);
    }

    private sealed class SlowStream(byte[] bytes, int bytesAtOnce) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, bytesAtOnce)]);
    }
}
