using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>A point as the intake needs it, made once for each version of the registry.</summary>
/// <param name="Number">See <see cref="MonitoringPoint.Number"/>.</param>
/// <param name="Id">The registry's id.</param>
/// <param name="Enterprise">Id of its enterprise, UTF-8: the topic must name it.</param>
/// <param name="RangeTops">Top of the range, 10^-decimals of the unit; the largest number where none is registered. [quantity]</param>
/// <param name="Device">The first device that names this point, whose profile holds for senders that are no device themselves.</param>
internal sealed record PointIntake(int Number, string Id, byte[] Enterprise, long[] RangeTops, DeviceIntake Device)
{
    /// <summary><see cref="Id"/> in UTF-8.</summary>
    public byte[] IdUtf8 { get; } = Encoding.UTF8.GetBytes(Id);

    /// <summary>The topic that its samples are published to, UTF-8.</summary>
    public byte[] DataTopic() => [.. "dustwatch/v1/"u8, .. Enterprise, (byte)'/', .. IdUtf8, .. "/data"u8];

    public static PointIntake Of(MonitoringPoint point, DeviceIntake device)
    {
        var tops = new long[Quantities.Count];
        Array.Fill(tops, long.MaxValue);
        foreach (var (quantity, top) in point.Ranges)
        {
            tops[(int)quantity] = top;
        }

        return new PointIntake(point.Number, point.Id, Encoding.UTF8.GetBytes(point.Enterprise), tops, device);
    }
}
