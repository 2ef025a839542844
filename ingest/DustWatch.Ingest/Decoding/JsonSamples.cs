using System.Buffers;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// The contract's samples in JSON (RFC 8259, UTF-8, no comments, no trailing commas, no byte order mark).
/// <code>
/// payload = element / "[" [ element *( "," element ) ] "]"
/// element = "{" [ member *( "," member ) ] "}"
/// member  = "ts" ":" integer                   ; ms UTC, as an integer; without it: arrival
///         / "flag" ":" string                  ; "" or one of N T M C D F S B; without it: N
///         / "values" ":" "{" [ value *( "," value ) ] "}"
///         / value
/// value   = quantity ":" number                ; in the quantity's unit, rounded half to even as the text reads
/// </code>
/// What is not JSON is refused whole, with the one reason <c>malformed</c>, whatever stood before the fault. An element that is no object, that
/// has no value, or whose <c>ts</c>, <c>flag</c> or <c>values</c> is wrong or stands twice is <c>malformed</c> by itself. All else costs one value.
/// A quantity that stands twice is taken twice: the first counts, the second is found to be a duplicate or a conflict.
/// </summary>
public static class JsonSamples
{
    /// <summary>Decodes one payload through <paramref name="gate"/> into <paramref name="batch"/>.</summary>
    internal static void Decode(ReadOnlySpan<byte> payload, in ElementGate gate, IntakeBatch batch)
    {
        if (!JsonSampleScanner.TryDecode(payload, gate, batch))
        {
            JsonSampleReader.Decode(payload, gate, batch);
        }
    }

    /// <summary>
    /// Writes samples of one point, in the order given, as <c>{"ts":…,"values":{…}}</c>: one element for each run of equal time and flag, in an
    /// array when there are more than one. <c>flag</c> is left out when it is N.
    /// </summary>
    /// <param name="output">Where to.</param>
    /// <param name="samples">Of one point; not empty.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<Sample> samples)
    {
        var isArray = RunLength(samples) < samples.Length;
        Write(output, isArray ? "["u8 : default);
        for (var isFirst = true; !samples.IsEmpty; isFirst = false)
        {
            var run = RunLength(samples);
            Write(output, isFirst ? default : ","u8);
            WriteElement(output, samples[..run]);
            samples = samples[run..];
        }

        Write(output, isArray ? "]"u8 : default);
    }

    private static int RunLength(ReadOnlySpan<Sample> samples)
    {
        var length = 1;
        while (length < samples.Length && samples[length].Time == samples[0].Time && samples[length].Flag == samples[0].Flag)
        {
            length++;
        }

        return length;
    }

    private static void WriteElement(IBufferWriter<byte> output, ReadOnlySpan<Sample> run)
    {
        Write(output, "{\"ts\":"u8);
        SampleText.WriteTime(output, run[0].Time);
        Write(output, ",\"values\":{"u8);
        for (var i = 0; i < run.Length; i++)
        {
            Write(output, i == 0 ? "\""u8 : ",\""u8);
            Write(output, SampleText.NameOf(run[i].Quantity));
            Write(output, "\":"u8);
            SampleText.WriteValue(output, run[i]);
        }

        Write(output, "}"u8);
        if (run[0].Flag != SampleFlag.Valid)
        {
            Write(output, ",\"flag\":\""u8);
            Write(output, [(byte)run[0].Flag.Letter()]);
            Write(output, "\""u8);
        }

        Write(output, "}"u8);
    }

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text) => output.Write(text);
}
