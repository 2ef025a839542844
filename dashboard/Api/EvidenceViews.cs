using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Evidence;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>Evidence as callers see it.</summary>
internal static class EvidenceViews
{
    public static EvidenceView Of(AlertView alert, WindowEvidence evidence, Rule rule, RulesVersion version, MonitoringPoint point, Registry registry, LedgerEntry entry, ReadOnlyMemory<byte> previous)
    {
        var transition = evidence.Transition;
        var samples = evidence.Samples.Select(s => Of(s, transition.Quantity)).ToList();
        var isStated = StandardsPacks.All.FirstOrDefault(pack => IsOf(pack, transition.Clause));
        return new EvidenceView(
            alert,
            Of(transition),
            Of(rule, version),
            isStated?.Standard,
            isStated?.Edition,
            transition.Clause,
            Of(Formulas.Of(rule, transition.Higher, evidence.Projection is not null)),
            Of(transition.Window),
            IsoDuration.Format(point.IntervalMilliseconds),
            samples,
            transition.Value,
            transition.Unit,
            transition.Low,
            transition.High,
            transition.Coverage,
            transition.Limit,
            new EvidenceDeviceView(
                [.. registry.Devices.Where(d => d.Points.Contains(point.Id)).Select(d => d.Id)],
                evidence.RangeTop is { } top && transition.Quantity is { } quantity ? ToUnit(top, quantity) : null,
                Calibration: null),
            Of(entry, previous, samples),
            evidence.Projection is { } projection ? new EvidenceProjectionView(Of(projection.Rate), Of(projection.Remaining), projection.SoFar, projection.RateMean) : null,
            evidence.Whole is { } whole ? Of(whole) : null,
            Of(evidence.Spans),
            evidence.PartsAbove,
            [.. evidence.Runs.Select(Of)],
            evidence.IsComplete);
    }

    /// <summary>The samples as RFC 8785 writes JSON: keys in order, no spaces, numbers as ECMAScript writes them.</summary>
    public static string Canonical(IEnumerable<EvidenceSampleView> samples) => $"[{string.Join(',', samples.Select(s => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"flag\":\"{s.Flag.Letter()}\",\"k\":{s.K},\"start\":\"{s.Start}\",\"t\":\"{s.T}\",\"x\":{s.X}}}")))}]";

    private static EvidenceSampleView Of(EvidenceSample sample, Quantity? quantity) => new(
        sample.Start,
        sample.Time,
        ToUnit(sample.Value, quantity ?? throw new UnreachableException("Only a rule over a quantity has samples.")),
        sample.Factor,
        sample.Flag);

    // No value needs an exponent or has a zero at its end: so a decimal reads as RFC 8785 writes the number.
    private static decimal ToUnit(long scaled, Quantity quantity) =>
        Quantities.Of(quantity).Decimals == Decibel.Decimals ? scaled / 100m : scaled / (decimal)FixedPoint.One;

    private static TransitionView Of(Transition t) => new(
        t.Point,
        t.Rule,
        t.Episode,
        t.Quantity,
        t.From,
        t.To,
        t.At,
        t.N,
        t.Reason,
        t.Value,
        t.Unit,
        t.Low,
        t.High,
        t.Limit,
        Of(t.Window),
        t.Coverage,
        t.Peak is { } peak ? new PeakView(peak.Time, peak.Value) : null,
        t.Shift,
        t.IsCensored,
        t.IsUncorrected,
        t.IsFlapping,
        t.Revision,
        t.Clause);

    private static RuleView Of(Rule rule, RulesVersion version)
    {
        var isExposure = rule.Kind == RuleKind.Exposure;
        var isOwn = version.Rules?.Rules.Contains(rule) == true;
        return new RuleView(
            rule.Id,
            isOwn ? $"rules-{version.Number}" : StandardsPacks.FindByRule(rule.Id)?.Id,
            rule.Kind.NameOf(),
            rule.Quantity,
            isExposure ? Of(rule.Window) : null,
            isExposure ? rule.Aggregate.NameOf() : null,
            isExposure ? rule.MinCoverage : null,
            isExposure && rule.Window.IsTumbling && rule.Aggregate is Aggregate.Mean or Aggregate.Leq ? IsoDuration.Format(rule.MinElapsedMilliseconds) : null,
            rule.Over,
            rule.Dose?.CriterionHundredths / 100m,
            rule.Dose?.ExchangeHundredths / 100m,
            rule.Dose?.ThresholdHundredths / 100m,
            rule.Kind is RuleKind.Offline or RuleKind.Stuck ? IsoDuration.Format(rule.AfterMilliseconds) : null,
            rule.PerSecond,
            rule.Kind == RuleKind.Clock ? IsoDuration.Format(rule.ByMilliseconds) : null,
            [.. rule.Levels.Select(Of)]);
    }

    private static RuleWindowView Of(RuleWindow window)
    {
        var runs = window.Kind == WindowKind.Episodes ? window.Parts : null;
        return new RuleWindowView(
            window.Kind.NameOf(),
            window.Kind == WindowKind.Sliding ? IsoDuration.Format(window.LengthMilliseconds) : null,
            window.Parts?.In.NameOf(),
            window.Parts is { } parts ? IsoDuration.Format(parts.OfMilliseconds) : null,
            window.Parts?.Above,
            window.Parts?.Times,
            runs?.AtMost,
            runs is null ? null : IsoDuration.Format(runs.LongestMilliseconds),
            runs is null ? null : IsoDuration.Format(runs.ApartMilliseconds));
    }

    private static RuleLevelView Of(RuleLevel level) => new(
        level.Level,
        level.Above,
        level.Times,
        IsoDuration.Format(level.ForMilliseconds),
        level.Clear,
        IsoDuration.Format(level.ClearForMilliseconds),
        level.Clause);

    private static EvidenceHashesView Of(LedgerEntry entry, ReadOnlyMemory<byte> previous, IReadOnlyList<EvidenceSampleView> samples) => new(
        entry.Seq,
        entry.At,
        entry.Kind,
        entry.Actor ?? "",
        entry.Body,
        Convert.ToHexStringLower(previous.Span),
        Convert.ToHexStringLower(entry.Hash.Span),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(samples)))));

    private static FormulaView Of(Formula formula) => new(formula.Math, formula.Zh, formula.En);

    private static EvidenceRunView Of(PartRun run) => new(
        run.Start,
        run.End,
        IsoDuration.Format(run.End - run.Start),
        run.Height,
        run.GapMilliseconds is { } gap ? IsoDuration.Format(gap) : null,
        run.IsOpen);

    private static IReadOnlyList<WindowView> Of(IReadOnlyList<Interval> spans) => [.. spans.Select(Of)];

    private static WindowView Of(Interval span) => new(span.Start, span.End);

    private static bool IsOf(StandardsPack pack, string? clause) =>
        clause is not null && clause.StartsWith(pack.Standard, StringComparison.Ordinal) && (clause.Length == pack.Standard.Length || clause[pack.Standard.Length] == ' ');
}
