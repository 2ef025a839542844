using System.Buffers;
using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// Samples as lines, without an allocation a line. One thread.
/// <code>
/// sample,district=D,enterprise=E,point=P,quantity=Q value=0.82 1700000000000              ; valid
/// sample,district=D,enterprise=E,point=P,quantity=Q value=20,flag="T" 1700000000000       ; over range: valid, at least so much
/// sample,district=D,enterprise=E,point=P,quantity=Q invalid=0.82,flag="M" 1700000000000   ; flags M, C, D, F, S, B
/// </code>
/// </summary>
internal sealed class SampleLines
{
    private const string Measurement = "sample";

    private readonly byte[]?[] _heads; // [point * Quantities.Count + quantity], up to the space before the first field; null until needed
    private readonly Registry _registry;

    /// <summary>Names series as a registry does.</summary>
    public SampleLines(Registry registry)
    {
        _registry = registry;
        _heads = new byte[registry.Points.Count * Quantities.Count][];
    }

    private static ReadOnlySpan<byte> Value => "value="u8;

    private static ReadOnlySpan<byte> Invalid => "invalid="u8;

    private static ReadOnlySpan<byte> Flag => ",flag=\""u8;

    /// <summary>Adds a sample as a line.</summary>
    /// <returns><see langword="false"/> when the registry lacks its point.</returns>
    public bool TryWrite(in Sample sample, IBufferWriter<byte> output)
    {
        var series = (sample.Point * Quantities.Count) + (int)sample.Quantity;
        if ((uint)series >= (uint)_heads.Length)
        {
            return false;
        }

        var head = _heads[series] ??= HeadOf(sample.Point, sample.Quantity);
        var line = output.GetSpan(head.Length + 64);
        head.CopyTo(line);
        var at = head.Length;
        var name = sample.Flag.IsValid() ? Value : Invalid;
        name.CopyTo(line[at..]);
        at += name.Length;
        at += LineText.WriteScaled(sample.Value, Quantities.IsDecibel(sample.Quantity) ? Decibel.Decimals : FixedPoint.Decimals, line[at..]);
        if (sample.Flag != SampleFlag.Valid)
        {
            Flag.CopyTo(line[at..]);
            at += Flag.Length;
            line[at++] = (byte)sample.Flag.Letter();
            line[at++] = (byte)'"';
        }

        at += LineText.WriteEnd(sample.Time.Milliseconds, line[at..]);
        output.Advance(at);
        return true;
    }

    /// <summary>Measurement and tags of one point's series: <c>measurement,district=…,enterprise=…,point=…</c>.</summary>
    public static string TagsOf(string measurement, string point, Registry registry)
    {
        var tags = new StringBuilder(measurement);
        var known = registry.FindPoint(point);
        var district = known is null ? null : registry.DistrictOf(known);
        if (!string.IsNullOrEmpty(district))
        {
            tags.Append(",district=").Append(LineText.Tag(district));
        }

        if (!string.IsNullOrEmpty(known?.Enterprise))
        {
            tags.Append(",enterprise=").Append(LineText.Tag(known.Enterprise));
        }

        return tags.Append(",point=").Append(LineText.Tag(point)).ToString();
    }

    private byte[] HeadOf(int point, Quantity quantity) =>
        Encoding.UTF8.GetBytes($"{TagsOf(Measurement, _registry.Points[point].Id, _registry)},quantity={Quantities.NameOf(quantity)} ");
}
