using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DustWatch.Backends.Influx;

/// <summary>
/// The parts of InfluxDB's line protocol.
/// <code>
/// line      = measurement *( "," key "=" tag ) SP field *( "," field ) SP timestamp LF
/// field     = key "=" ( float / 1*DIGIT "i" / "true" / "false" / DQUOTE text DQUOTE )
/// timestamp = [ "-" ] 1*DIGIT             ; ms, as the request's "precision" says
/// </code>
/// In tags comma, equals sign and space are escaped, in texts quotation mark and backslash. A line feed would end the line even in a text: it becomes a space.
/// </summary>
internal static class LineText
{
    /// <summary>Bytes that a number of <see cref="WriteScaled"/> or a timestamp takes at most.</summary>
    public const int NumberLengthMaximum = 24;

    private const int DecimalsMaximum = 6;
    private const ulong Million = 1_000_000;
    private const int GroupDigits = 3;

    private static readonly ulong[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, Million]; // [decimals]
    private static readonly uint[] Groups = [.. Enumerable.Range(0, 1_000).Select(GroupOf)];

    /// <summary>A name or value of a tag, escaped. Empty text has no place in a tag.</summary>
    public static string Tag(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is ',' or '=' or ' ')
            {
                escaped.Append('\\');
            }

            escaped.Append(char.IsControl(character) ? '_' : character);
        }

        // A backslash at the end would escape what follows.
        return escaped is [.., '\\'] ? escaped.Append('_').ToString() : escaped.ToString();
    }

    /// <summary>A text as a field's value, quoted.</summary>
    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ')}\"";

    /// <summary>A double as a field's value, shortest round-trip form; it is finite.</summary>
    public static string Float(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>
    /// Writes <paramref name="scaled"/> · 10^-<paramref name="decimals"/> exactly, without zeros at the end, so that it reads back as the same number.
    /// </summary>
    /// <param name="scaled">As a sample holds it.</param>
    /// <param name="decimals">0 to 6.</param>
    /// <param name="output">At least <see cref="NumberLengthMaximum"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteScaled(long scaled, int decimals, Span<byte> output)
    {
        var at = 0;
        if (scaled < 0)
        {
            output[at++] = (byte)'-';
        }

        var magnitude = scaled < 0 ? unchecked(0UL - (ulong)scaled) : (ulong)scaled;
        var (whole, fraction) = decimals == DecimalsMaximum ? Math.DivRem(magnitude, Million) : Math.DivRem(magnitude, Powers[decimals]);
        Utf8Formatter.TryFormat(whole, output[at..], out var length);
        at += length;
        if (fraction == 0)
        {
            return at;
        }

        output[at++] = (byte)'.';
        var (thousandths, millionths) = Math.DivRem((uint)(fraction * Powers[DecimalsMaximum - decimals]), 1_000u);
        var digits = WriteDigits(thousandths, output[at..]);
        return millionths == 0 ? at + digits : at + GroupDigits + WriteDigits(millionths, output[(at + GroupDigits)..]);
    }

    /// <summary>Writes a space, a time in ms and the line's end.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteEnd(long milliseconds, Span<byte> output)
    {
        output[0] = (byte)' ';
        Utf8Formatter.TryFormat(milliseconds, output[1..], out var length);
        output[length + 1] = (byte)'\n';
        return length + 2;
    }

    /// <summary>Writes a text as UTF-8.</summary>
    public static void Write(this IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    // All three digits of a number below 1,000; returns how many of them are not zeros at the end.
    private static int WriteDigits(uint number, Span<byte> output)
    {
        var group = Groups[number];
        BinaryPrimitives.WriteUInt32LittleEndian(output, group); // a byte more, which is no digit and is overwritten
        return (int)(group >> 24);
    }

    // Three digits in the lower bytes, in the highest how many of them are not zeros at the end.
    private static uint GroupOf(int number)
    {
        var text = number.ToString("D3", CultureInfo.InvariantCulture);
        return text[0] | ((uint)text[1] << 8) | ((uint)text[2] << 16) | ((uint)text.TrimEnd('0').Length << 24);
    }
}
