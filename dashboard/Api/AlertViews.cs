using System.Buffers;
using System.Text.Json.Nodes;
using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Api;

/// <summary>Alerts as callers see them: what the book holds, and while an alert is active, where its shift is heading now.</summary>
internal sealed class AlertViews(RegistryHolder registry, Exposures exposures)
{
    public JsonObject Of(Alert alert)
    {
        var output = new ArrayBufferWriter<byte>();
        AlertJson.Write(WithProjection(alert), output);
        return JsonNode.Parse(output.WrittenSpan)?.AsObject() ?? throw new System.Diagnostics.UnreachableException("An alert is a JSON object.");
    }

    private Alert WithProjection(Alert alert) =>
        alert.IsActive && registry.Current.FindPoint(alert.Point) is { } point
            ? alert with { Projection = exposures.Of(point.Number).FirstOrDefault(e => e.Rule == alert.Rule)?.Projection }
            : alert;
}
