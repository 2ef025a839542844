using DustWatch.Alerting.Detection;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>Brings the repeats that detection finds to the diagnostics of the devices that may have sent them.</summary>
internal sealed class Repeats(IntakeDiagnostics diagnostics)
{
    /// <summary>Lists the repeats of one record, those of a point, quantity and kind together.</summary>
    public void List(IReadOnlyList<RepeatedSample> repeats, Registry registry, Instant at)
    {
        foreach (var alike in repeats.GroupBy(r => (r.Sample.Point, r.Sample.Quantity, r.IsConflict)))
        {
            var reason = alike.Key.IsConflict ? RejectReason.Conflict : RejectReason.Duplicate;
            diagnostics.Repeated(registry, alike.First().Sample, reason, alike.Count(), at);
        }
    }
}
