using System.Globalization;
using DustWatch.Alerting;

namespace DustWatch.Tests.Alerting;

/// <summary>An input and what must be said of it, computed by hand: a line for each transition, then one for each verdict. Minutes count from the shift's start.</summary>
internal sealed record NamedCase(string Name, DetectionInput Input, params string[] Said)
{
    /// <summary>An output in the lines that a case is written in; numbers to six places.</summary>
    public static string[] Lines(DetectionOutput output) => [.. output.Transitions.Select(Line), .. output.Verdicts.Select(Line)];

    public override string ToString() => Name;

    private static string Line(Transition transition) => string.Join(' ', Words(
        $"{Minute(transition.At - Given.ShiftStart)} {transition.Rule} {transition.From.NameOf()}>{transition.To.NameOf()} {transition.Reason.NameOf()}",
        transition.Value is { } value ? Number(value) : null,
        transition.Limit is { } limit ? $"limit {Number(limit)}" : null,
        transition.Shift is { } shift ? $"in {shift}" : null,
        transition.IsCensored ? "censored" : null,
        transition.IsUncorrected ? "uncorrected" : null,
        transition.IsFlapping ? "flapping" : null));

    private static string Line(Verdict verdict) => string.Join(' ', Words(
        $"{Minute(verdict.Window.End - Given.ShiftStart)} {verdict.Rule} is {verdict.Kind}",
        verdict.IsCertain ? "certainly" : null,
        verdict.Value is { } value ? $"{Number(value)} from {Number(verdict.Low ?? 0)} to {Number(verdict.High ?? 0)} about {Number(verdict.Estimate ?? 0)}" : "of nothing",
        $"limit {Number(verdict.Limit)} coverage {Number(verdict.Coverage)}",
        verdict.Shift is { } shift ? $"in {shift}" : null,
        verdict.IsCensored ? "censored" : null,
        verdict.IsUncorrected ? "uncorrected" : null));

    private static IEnumerable<string> Words(params string?[] words) => words.OfType<string>();

    private static string Minute(long milliseconds) => Number(milliseconds / 60_000.0);

    private static string Number(double number) => (Math.Round(number, 6) + 0.0).ToString("0.######", CultureInfo.InvariantCulture);
}
