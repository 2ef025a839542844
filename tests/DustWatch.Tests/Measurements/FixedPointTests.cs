using System.Numerics;
using System.Text;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Measurements;

public class FixedPointTests
{
    [TestCase("0", 6, 0)]
    [TestCase("-0", 6, 0)]
    [TestCase("0.7", 6, 700_000)]
    [TestCase("0.0000005", 6, 0)]
    [TestCase("0.00000050000000000000000000000001", 6, 1)]
    [TestCase("0.0000015", 6, 2)]
    [TestCase("0.0000025", 6, 2)]
    [TestCase("1e-7", 6, 0)]
    [TestCase("6e-7", 6, 1)]
    [TestCase("1.5E+3", 6, 1_500_000_000)]
    [TestCase("84.995", 2, 8500)]
    [TestCase("84.985", 2, 8498)]
    [TestCase("84.9949999999999999999999", 2, 8499)]
    [TestCase("-12.25", 6, -12_250_000)]
    [TestCase("123456789012345678901234567890", 6, long.MaxValue)]
    [TestCase("1e400", 6, long.MaxValue)]
    [TestCase("1e-400", 6, 0)]
    public void Rounds_half_to_even_as_the_decimal_text_reads(string text, int decimals, long expected)
    {
        Assert.That(FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), decimals, out var scaled), Is.True);
        Assert.That(scaled, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("-")]
    [TestCase(".5")]
    [TestCase("5.")]
    [TestCase("007")]
    [TestCase("1e")]
    [TestCase("1e+")]
    [TestCase("+1")]
    [TestCase("NaN")]
    [TestCase("1 ")]
    public void Refuses_what_is_no_number(string text) =>
        Assert.That(FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), 6, out _), Is.False);

    [TestCase("999999999", 9, 999_999_999_000_000_000)]
    [TestCase("0.1234567", 7, 1_234_567)]
    [TestCase("12345.678", 2, 1_234_568)]
    public void Reads_what_devices_mostly_send(string text, int decimals, long expected)
    {
        Assert.That(FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), decimals, out var scaled), Is.True);
        Assert.That(scaled, Is.EqualTo(expected));
    }

    /// <summary>A short text is read another way than the same number with an exponent.</summary>
    [Test]
    public void Reads_a_short_text_as_a_long_one([Values(0, 2, 6, 9)] int decimals)
    {
        var random = new Random(11);
        const string characters = "0012345678999..-e ";
        var numbers = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(11)).Select(_ => characters[random.Next(characters.Length)]));
            var isNumber = FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), decimals, out var scaled);
            var isLong = FixedPoint.TryParse(Encoding.UTF8.GetBytes($"{text}e0"), decimals, out var expected);
            Assert.That((isNumber && !text.Contains('e', StringComparison.Ordinal), scaled), Is.EqualTo((isLong, isLong ? expected : scaled)), text);
            numbers += isLong ? 1 : 0;
        }

        Assert.That(numbers, Is.GreaterThan(5_000));
    }

    [Test]
    public void Gives_the_double_nearest_to_the_exact_quotient()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var numerator = random.NextInt64(1, 1L << random.Next(1, 62));
            var denominator = random.NextInt64(1, 1L << random.Next(1, 62));
            var quotient = FixedPoint.Quotient(numerator, denominator);
            var error = ErrorOf(quotient, numerator, denominator);
            Assert.That(error, Is.LessThanOrEqualTo(ErrorOf(Math.BitIncrement(quotient), numerator, denominator)), $"{numerator}/{denominator}");
            Assert.That(error, Is.LessThanOrEqualTo(ErrorOf(Math.BitDecrement(quotient), numerator, denominator)), $"{numerator}/{denominator}");
        }
    }

    [Test]
    public void Divides_sums_that_need_128_bits()
    {
        var sum = Int128.Parse("123456789012345678901234567890", System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(FixedPoint.Quotient(sum, 10), Is.EqualTo(1.2345678901234568E28));
        Assert.That(FixedPoint.Quotient(-sum, 10), Is.EqualTo(-1.2345678901234568E28));
    }

    // |value − n/d| · 2^k · d as an integer: a double is an integer times a power of two.
    private static BigInteger ErrorOf(double value, long numerator, long denominator)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1075;
        var mantissa = (bits & ((1L << 52) - 1)) | (1L << 52);
        const int shift = 200;
        var scaledValue = exponent + shift >= 0 ? (BigInteger)mantissa << (exponent + shift) : (BigInteger)mantissa >> -(exponent + shift);
        return BigInteger.Abs((scaledValue * denominator) - ((BigInteger)numerator << shift));
    }
}
