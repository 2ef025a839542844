using System.Buffers;
using System.Buffers.Text;
using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>Names and numbers of samples as all text formats write them.</summary>
internal static class SampleText
{
    private const int ValueBytesMaximum = 24;

    private static readonly byte[][] Names =
        [.. Enumerable.Range(0, Quantities.Count).Select(q => q == 0 ? [] : Encoding.UTF8.GetBytes(Quantities.NameOf((Quantity)q)))]; // [quantity]

    private static readonly long[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]; // [exponent]

    public static ReadOnlySpan<byte> NameOf(Quantity quantity) => Names[(int)quantity];

    /// <summary>ms since the Unix epoch.</summary>
    public static void WriteTime(IBufferWriter<byte> output, Instant time)
    {
        Utf8Formatter.TryFormat(time.Milliseconds, output.GetSpan(ValueBytesMaximum), out var length);
        output.Advance(length);
    }

    /// <summary>The value in its unit, exactly, with as few digits as that takes: <c>0.82</c>, <c>83.1</c>, <c>0</c>.</summary>
    public static void WriteValue(IBufferWriter<byte> output, in Sample sample)
    {
        var decimals = Quantities.Of(sample.Quantity).Decimals;
        var rest = sample.Value;
        while (decimals > 0 && rest % 10 == 0)
        {
            rest /= 10;
            decimals--;
        }

        var text = output.GetSpan(ValueBytesMaximum);
        var length = 0;
        if (rest < 0)
        {
            text[length++] = (byte)'-';
        }

        var (whole, fraction) = Math.DivRem(Math.Abs(rest), PowersOfTen[decimals]);
        Utf8Formatter.TryFormat(whole, text[length..], out var written);
        length += written;
        if (decimals > 0)
        {
            text[length++] = (byte)'.';
            Utf8Formatter.TryFormat(fraction, text[length..], out written, new StandardFormat('D', (byte)decimals));
            length += written;
        }

        output.Advance(length);
    }
}
