using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Api;

/// <summary>Alerts as callers see them: what the book holds, and while an alert is active, where its shift is heading now.</summary>
internal sealed class AlertViews(RegistryHolder registry, Exposures exposures)
{
    public AlertView Of(Alert alert) => new(
        alert.Id,
        alert.Seq,
        alert.Point,
        alert.Enterprise,
        alert.District,
        alert.Rule,
        alert.Level,
        alert.IsActive,
        alert.IsAcknowledged,
        alert.IsStale,
        alert.State,
        alert.Case,
        alert.Since,
        alert.Until,
        alert.Value,
        alert.Unit,
        alert.Limit,
        alert.Coverage,
        ProjectionOf(alert),
        new BilingualView(alert.Sentence.Zh, alert.Sentence.En),
        alert.Clause,
        alert.Assignee,
        alert.Episode,
        alert.Revision,
        alert.Previous,
        alert.Quantity,
        new WindowView(alert.Window.Start, alert.Window.End),
        alert.Peak is { } peak ? new PeakView(peak.Time, peak.Value) : null,
        alert.Shift,
        alert.Reason,
        alert.AcknowledgedLevel);

    public static TimelineEntryView Of(LedgerEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Body);
        var body = document.RootElement;
        string? Text(string key) => body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        Level? LevelOf(string key) => AlertNames.TryReadLevel(Text(key), out var level) ? level : null;
        return new TimelineEntryView(
            entry.Seq,
            Measurements.Instant.TryParse(Text("at"), out var at) ? at : entry.At,
            entry.Kind,
            entry.Actor,
            LevelOf("from"),
            LevelOf("to"),
            AlertNames.TryReadReason(Text("reason"), out var reason) ? reason : null,
            Text("comment"));
    }

    private ProjectionView? ProjectionOf(Alert alert)
    {
        var point = alert.IsActive ? registry.Current.FindPoint(alert.Point) : null;
        var projection = point is null ? null : exposures.Of(point.Number).FirstOrDefault(e => e.Rule == alert.Rule)?.Projection;
        return projection is null ? null : new ProjectionView(projection.AtEnd, projection.ExceedsAt, projection.MayStillBe, projection.AtEndAtShiftMean, projection.AtEndIfStopped);
    }
}
