using System.Buffers;
using System.Text;
using DustWatch.Backends.Influx;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends.Influx;

[TestFixture]
internal sealed class LineTextTests
{
    [TestCase(0, 6, "0")]
    [TestCase(1, 6, "0.000001")]
    [TestCase(820_000, 6, "0.82")]
    [TestCase(-820_000, 6, "-0.82")]
    [TestCase(20_000_000, 6, "20")]
    [TestCase(100_000_001, 6, "100.000001")]
    [TestCase(8_310, 2, "83.1")]
    [TestCase(8_301, 2, "83.01")]
    [TestCase(long.MaxValue, 6, "9223372036854.775807")]
    [TestCase(long.MinValue, 6, "-9223372036854.775808")]
    public void Writes_a_value_without_a_digit_too_many(long scaled, int decimals, string text) => Assert.That(Written(scaled, decimals), Is.EqualTo(text));

    [Test]
    public void Writes_what_reads_back_as_the_same_value([Values(2, 6)] int decimals)
    {
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            var scaled = random.NextInt64(-1L << random.Next(1, 60), 1L << random.Next(1, 60));
            Assert.That(FixedPoint.TryParse(Encoding.UTF8.GetBytes(Written(scaled, decimals)), decimals, out var read), Is.True);
            Assert.That(read, Is.EqualTo(scaled));
        }
    }

    [TestCase("packing 2, hall=3", @"packing\ 2\,\ hall\=3")]
    [TestCase("包装", "包装")]
    [TestCase("a\nb", "a_b")]
    [TestCase(@"end\", @"end\_")]
    public void Escapes_a_tag(string text, string escaped) => Assert.That(LineText.Tag(text), Is.EqualTo(escaped));

    [TestCase("say \"no\" \\ or\nyes", "\"say \\\"no\\\" \\\\ or yes\"")]
    public void Quotes_a_text(string text, string quoted) => Assert.That(LineText.Quoted(text), Is.EqualTo(quoted));

    [Test]
    public void Allocates_nothing_for_a_line()
    {
        var lines = new SampleLines(Given.Registry(Given.Point("p1")));
        var output = new ArrayBufferWriter<byte>(1 << 20);
        Sample[] samples = [.. Enumerable.Range(0, 5_000).Select(i => Given.Dust(i, 0.82m, (SampleFlag)(i % 3)))];
        void WriteAll()
        {
            foreach (ref readonly var sample in samples.AsSpan())
            {
                lines.TryWrite(sample, output);
            }
        }

        WriteAll();
        output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        WriteAll();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Has_no_line_for_a_point_that_the_registry_lacks()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(new SampleLines(Given.Registry(Given.Point("p1"))).TryWrite(Given.Dust(0, 1m, point: 1), output), Is.False);
        Assert.That(output.WrittenCount, Is.Zero);
    }

    private static string Written(long scaled, int decimals)
    {
        Span<byte> output = stackalloc byte[LineText.NumberLengthMaximum];
        return Encoding.UTF8.GetString(output[..LineText.WriteScaled(scaled, decimals, output)]);
    }
}
