using System.Globalization;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>The registry that the endpoint validates against, and the messages of its devices, encoded before anything is timed: one sample each, all as long as each other.</summary>
internal static class IngestMessages
{
    /// <summary>Devices, each with a connection, that send at one level of QoS.</summary>
    public const int DevicesEach = 8;

    /// <summary>Messages of a device before they start again; so its packet identifiers go from 1 to this.</summary>
    public const int MessagesEach = 8192;

    /// <summary>The data of all of them.</summary>
    public const string EveryTopic = "dustwatch/v1/+/+/data";

    private const int Devices = 2 * DevicesEach; // those of QoS 0 first
    private const int PointsEach = 16;
    private const int Points = 10_000; // of the registry, most of them silent
    private const string Zone = "Asia/Shanghai";

    public static string NameOf(int device) => string.Create(CultureInfo.InvariantCulture, $"d{device:D2}");

    /// <summary>At which level of QoS a device sends: 1, or 0.</summary>
    public static bool IsQos1(int device) => device >= DevicesEach;

    /// <summary>All topics of one device.</summary>
    public static string FilterOf(int device) => $"dustwatch/v1/{EnterpriseOf(device)}/+/data";

    /// <summary>One packet after the other.</summary>
    /// <param name="device">Whose.</param>
    /// <param name="start">Time of the first sample; each is 1 ms after the one before.</param>
    public static byte[] Encode(int device, Instant start)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < MessagesEach; i++)
        {
            var topic = $"dustwatch/v1/{EnterpriseOf(device)}/{PointOf((device * PointsEach) + (i % PointsEach))}/data";
            var payload = string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{start.Milliseconds + i}},"dust_respirable":0.{{100 + (i % 900)}}}""");
            bytes.AddRange(RawPackets.PublishOf(topic, payload, IsQos1(device) ? (ushort)(i + 1) : null));
        }

        return [.. bytes];
    }

    public static Registry CreateRegistry()
    {
        var calendar = ShiftCalendar.DefaultIn(Zone);
        var ranges = new Dictionary<Quantity, long>();
        return new Registry(
            [],
            [.. Enumerable.Range(0, Devices).Select(d => new Enterprise(EnterpriseOf(d), "Benchmark", null, null, null, Zone))],
            [
                .. Enumerable.Range(0, Points).Select(i => new MonitoringPoint(
                    i, PointOf(i), EnterpriseOf(i / PointsEach % Devices), "", "", "silica-10-50", SilicaPercent: 23, "cn", [Quantity.DustRespirable], 1000, ranges, calendar, Workers: 0)),
            ],
            [
                .. Enumerable.Range(0, Devices).Select(d => new Device(
                    NameOf(d), [.. Enumerable.Range(d * PointsEach, PointsEach).Select(PointOf)], "mqtt", DeviceProfile.Default)),
            ]);
    }

    private static string EnterpriseOf(int device) => string.Create(CultureInfo.InvariantCulture, $"e{device:D2}");

    private static string PointOf(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number:D5}");
}
