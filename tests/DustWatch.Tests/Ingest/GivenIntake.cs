using System.Text;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Tests.Ingest;

/// <summary>Two enterprises, three points, three devices, and an intake for them.</summary>
internal sealed class GivenIntake
{
    public static readonly Instant Arrival = new(1_700_000_000_000);

    public static readonly Registry Registry = CreateRegistry();

    public GivenIntake(IntakeOptions? options = null) => Intake = new SampleIntake(Registry, options ?? new IntakeOptions(), Diagnostics);

    public IntakeDiagnostics Diagnostics { get; } = new();

    public SampleIntake Intake { get; }

    public IntakeBatch Batch { get; } = new();

    public Sender Sender { get; set; } = Sender.OfDevice("d1");

    public IntakeResult Take(string payload, string topic = "dustwatch/v1/e1/p1/data") => Take(Encoding.UTF8.GetBytes(payload), topic);

    public IntakeResult Take(byte[] payload, string topic = "dustwatch/v1/e1/p1/data")
    {
        Batch.Clear();
        return Intake.Take(Encoding.UTF8.GetBytes(topic), payload, Sender, Arrival, Batch);
    }

    /// <summary>The samples as <c>quantity=scaled flag @ ms after arrival</c>.</summary>
    public string[] Samples => [.. Batch.Samples.ToArray().Select(Show)];

    public string[] Quarantine => [.. Batch.Quarantine.ToArray().Select(q => $"{RejectReasons.NameOf(q.Reason)} {Show(q.Sample)}")];

    public string[] Reasons => [.. Batch.Refusals.ToArray().Select(r => RejectReasons.NameOf(r.Reason))];

    private static string Show(Sample s) => $"{Quantities.NameOf(s.Quantity)}={s.Value}{s.Flag.Letter()}@{s.Time - Arrival}";

    private static Registry CreateRegistry()
    {
        var calendar = ShiftCalendar.DefaultIn("Asia/Shanghai");
        MonitoringPoint Point(int number, string id, string enterprise) => new(
            number, id, enterprise, "", "", "silica-10-50", null, "cn", [Quantity.DustRespirable, Quantity.NoiseLaeq], 1000,
            new Dictionary<Quantity, long> { [Quantity.DustRespirable] = 20_000_000 }, calendar, 0);
        DeviceProfile Profile(string clock) =>
            DeviceProfile.Default with { Clock = clock, Map = new Dictionary<string, Quantity> { ["dust"] = Quantity.DustTotal, ["pm10"] = Quantity.Tsp } };
        return new Registry(
            [],
            [new Enterprise("e1", "one", null, null, null, "Asia/Shanghai"), new Enterprise("e2", "two", null, null, null, "Asia/Shanghai")],
            [Point(0, "p1", "e1"), Point(1, "p2", "e2"), Point(2, "p3", "e2")],
            [
                new Device("d1", ["p1"], "mqtt", DeviceProfile.Default),
                new Device("d2", ["p2"], "mqtt", Profile("device")),
                new Device("d3", ["p3"], "mqtt", Profile("server")),
                new Device("d23", ["p2", "p3"], "mqtt", DeviceProfile.Default),
                new Device("d8", ["p1"], "mqtt", Profile("offset") with { OffsetMilliseconds = 8 * 3_600_000 }),
                new Device("dm", ["p1"], "mqtt", Profile("offset") with { OffsetMilliseconds = -60_000 }),
            ]);
    }
}
