using DustWatch.Dashboard.Contracts;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.Endpoints;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>Devices as a browser sees them.</summary>
internal static class DeviceViews
{
    public static DeviceDiagnosticsView Of(Registry registry, DeviceReport report, IReadOnlyList<QuarantinedSample> quarantine, int? mqttPort, Broker? broker) => new(
        report.Device,
        report.LastSeen,
        report.Taken,
        report.Refused.ToDictionary(r => RejectReasons.NameOf(r.Key), r => r.Value),
        [.. report.Refusals.Select(r => new RefusedPayloadView(r.At, r.Topic, r.Point, RejectReasons.NameOf(r.Reason), r.Name, r.Count, r.Bytes, r.Head))],
        [.. quarantine.Where(q => q.Sample.Point < registry.Points.Count).Select(q => Of(registry, q))],
        mqttPort,
        broker is null ? null : new BrokerView(broker.State.IsConnected, new Instant(broker.State.Since.ToUnixTimeMilliseconds()), broker.State.Connections, broker.State.Reason));

    private static QuarantinedView Of(Registry registry, QuarantinedSample quarantined)
    {
        var sample = quarantined.Sample;
        return new QuarantinedView(
            quarantined.At,
            registry.Points[sample.Point].Id,
            sample.Quantity,
            sample.Time,
            Quantities.Of(sample.Quantity).ToUnit(sample.Value),
            sample.Flag,
            quarantined.Reason);
    }
}
