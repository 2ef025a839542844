using System.Buffers;
using System.Text.Json;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>Rules as a browser sees them: those that bind a point of the caller's scope, and of their points those alone.</summary>
internal static class RuleViews
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static RulesView Of(RulesVersion version, Caller caller, Registry registry, IEnumerable<RegistryFault> warnings) => new(
        version.Number,
        version.Rules is null,
        version.Rules is null or { HasDefaults: true },
        [.. RulesOf(version, caller, registry).Select(r => r.Json)],
        [.. warnings.Select(f => new FaultView(f.Path, f.Message))]);

    /// <summary>The installation's own rules; where there is none, the default ones of the caller's points.</summary>
    public static IReadOnlyList<(string Id, JsonElement Json)> RulesOf(RulesVersion version, Caller caller, Registry registry)
    {
        var points = registry.Points.Where(point => caller.Sees(registry, point)).ToList();
        return version.Rules is { } own
            ? [.. own.Rules.Where(rule => caller.SeesAll || points.Any(rule.Names)).Select(rule => (rule.Id, Write(rule, PointsOf(rule, caller, points))))]
            : Defaults(points);
    }

    /// <summary>The rules that bind one point.</summary>
    public static IReadOnlyList<(string Id, JsonElement Json)> RulesOf(RulesVersion version, MonitoringPoint point) =>
        [.. RuleSet.For(version.Rules, point).Select(rule => (rule.Id, Write(rule, [point.Id])))];

    /// <summary>The default rules of some points, each once: with their ids, unless it is for all of them.</summary>
    public static IReadOnlyList<(string Id, JsonElement Json)> Defaults(IReadOnlyList<MonitoringPoint> points)
    {
        // Points with one limit share one rule, the very object.
        var alike = points.SelectMany(point => DefaultRules.For(point).Select(rule => (Point: point.Id, Rule: rule))).GroupBy(r => (object)r.Rule, ReferenceEqualityComparer.Instance);
        return [.. alike.Select(group => (group.First().Rule, Points: group.Select(r => r.Point).ToList())).Select(r => (r.Rule.Id, Write(r.Rule, r.Points.Count == points.Count ? null : r.Points)))];
    }

    private static IEnumerable<string>? PointsOf(Rule rule, Caller caller, List<MonitoringPoint> points) => (rule.Points, caller.SeesAll) switch
    {
        (null, _) => null,
        (var ids, true) => ids.Order(StringComparer.Ordinal),
        _ => points.Where(rule.Names).Select(point => point.Id),
    };

    private static JsonElement Write(Rule rule, IEnumerable<string>? points)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            RuleJson.Write(rule, points, writer);
        }

        using var document = JsonDocument.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }
}
