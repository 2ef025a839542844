using System.Buffers;
using System.Buffers.Text;
using System.Text;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// Samples in CSV, as <c>backtest</c>, <c>replay</c> and <c>import history</c> have them (UTF-8; a byte order mark is passed over; lines end in LF or CR LF; empty
/// lines are nothing).
/// <code>
/// file   = header *( line )
/// header = "point,quantity,ts,value" [ ",flag" ]
/// line   = point "," quantity "," ts "," value [ "," flag ]
/// ts     = integer                                ; ms UTC
/// value  = number                                 ; as in JSON, in the quantity's unit
/// flag   = "" / "N" / "T" / "M" / "C" / "D" / "F" / "S" / "B"
/// </code>
/// A line is <c>malformed</c> when it has not these fields, its <c>ts</c> is no time or its flag is unknown; then it may be an
/// <c>unknown-point</c>, an <c>unknown-quantity</c>, <c>not-a-number</c> or <c>out-of-range</c>. No time is too old or too new: arrival is <c>ts</c>.
/// </summary>
public static class CsvSamples
{
    internal static ReadOnlySpan<byte> Header => "point,quantity,ts,value"u8;

    internal static ReadOnlySpan<byte> HeaderWithFlag => "point,quantity,ts,value,flag"u8;

    /// <summary>Decodes one line, without its end.</summary>
    internal static RejectReason Decode(ReadOnlySpan<byte> line, bool hasFlag, RegistryIntake points, out Sample sample)
    {
        sample = default;
        if (!CsvLine.TryRead(line, hasFlag, out var fields) || !TryReadTime(fields.Time, out var time) || !SampleFlags.TryRead(fields.Flag, out var flag))
        {
            return RejectReason.Malformed;
        }

        if (points.FindPoint(fields.Point) is not { } point)
        {
            return RejectReason.UnknownPoint;
        }

        if (!point.Device.Names.TryFind(fields.Quantity, out var quantity))
        {
            return RejectReason.UnknownQuantity;
        }

        var reason = SampleMaker.Scale(quantity, fields.Value, out var scaled);
        sample = reason == RejectReason.None ? SampleMaker.Make(point, quantity, scaled, time, flag) : default;
        return reason;
    }

    /// <summary>Writes the header, with <c>flag</c>.</summary>
    public static void WriteHeader(IBufferWriter<byte> output)
    {
        output.Write(HeaderWithFlag);
        output.Write("\n"u8);
    }

    /// <summary>Writes one line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="point">Id of the sample's point.</param>
    /// <param name="sample">The sample.</param>
    public static void WriteLine(IBufferWriter<byte> output, string point, in Sample sample)
    {
        Encoding.UTF8.GetBytes(point, output);
        output.Write(","u8);
        output.Write(SampleText.NameOf(sample.Quantity));
        output.Write(","u8);
        SampleText.WriteTime(output, sample.Time);
        output.Write(","u8);
        SampleText.WriteValue(output, sample);
        output.Write([(byte)',', (byte)sample.Flag.Letter(), (byte)'\n']);
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, out Instant time)
    {
        var isTime = Utf8Parser.TryParse(text, out long milliseconds, out var length) && length == text.Length && text[0] != '+' && SampleMaker.IsTime(milliseconds);
        time = new Instant(milliseconds);
        return isTime;
    }
}
