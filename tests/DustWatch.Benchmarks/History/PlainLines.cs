using System.Buffers;
using System.Globalization;
using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.History;

/// <summary>The same lines as interpolated text, as they are mostly written.</summary>
internal static class PlainLines
{
    public static void Write(ReadOnlySpan<Sample> samples, Registry registry, IBufferWriter<byte> output)
    {
        foreach (ref readonly var sample in samples)
        {
            var point = registry.Points[sample.Point];
            var flag = sample.Flag == SampleFlag.Valid ? "" : $",flag=\"{sample.Flag.Letter()}\"";
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"sample,district={registry.DistrictOf(point)},enterprise={point.Enterprise},point={point.Id},quantity={Quantities.NameOf(sample.Quantity)} value={Quantities.Of(sample.Quantity).ToUnit(sample.Value)}{flag} {sample.Time.Milliseconds}\n");
            Encoding.UTF8.GetBytes(line, output);
        }
    }
}
