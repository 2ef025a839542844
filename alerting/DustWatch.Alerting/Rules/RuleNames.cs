namespace DustWatch.Alerting.Rules;

/// <summary>How windows, aggregates and kinds of rules are spelled in RULES.json.</summary>
public static class RuleNames
{
    internal static readonly Dictionary<string, WindowKind> Windows = new(StringComparer.Ordinal)
    {
        ["instant"] = WindowKind.Instant,
        ["sliding"] = WindowKind.Sliding,
        ["shift"] = WindowKind.Shift,
        ["day"] = WindowKind.Day,
        ["week"] = WindowKind.Week,
        ["episodes"] = WindowKind.Episodes,
        ["count"] = WindowKind.Count,
    };

    internal static readonly Dictionary<string, Aggregate> Aggregates = new(StringComparer.Ordinal)
    {
        ["mean"] = Aggregate.Mean,
        ["leq"] = Aggregate.Leq,
        ["twa8h"] = Aggregate.Twa8h,
        ["lex8h"] = Aggregate.Lex8h,
        ["lexw"] = Aggregate.LexW,
        ["dose"] = Aggregate.Dose,
        ["max"] = Aggregate.Max,
        ["min"] = Aggregate.Min,
        ["last"] = Aggregate.Last,
        ["count"] = Aggregate.Count,
    };

    internal static readonly Dictionary<string, RuleKind> Kinds = new(StringComparer.Ordinal)
    {
        ["offline"] = RuleKind.Offline,
        ["stuck"] = RuleKind.Stuck,
        ["above-range"] = RuleKind.AboveRange,
        ["step"] = RuleKind.Step,
        ["clock"] = RuleKind.Clock,
        ["interval"] = RuleKind.Interval,
        ["refused"] = RuleKind.Refused,
        ["calibration"] = RuleKind.Calibration,
    };

    /// <summary>Such as <c>sliding</c>.</summary>
    public static string NameOf(this WindowKind kind) => Windows.Single(w => w.Value == kind).Key;

    /// <summary>Such as <c>twa8h</c>.</summary>
    public static string NameOf(this Aggregate aggregate) => Aggregates.Single(a => a.Value == aggregate).Key;

    /// <summary>Such as <c>offline</c>; null for exposure, which a rules file does not name.</summary>
    public static string? NameOf(this RuleKind kind) => kind == RuleKind.Exposure ? null : Kinds.Single(k => k.Value == kind).Key;
}
