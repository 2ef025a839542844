using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Reads one rule on the quality of data: it names its kind and has no levels.</summary>
internal static class QualityRuleReader
{
    private const decimal PerSecondMaximum = 1_000_000m;

    /// <summary>The rule whose <c>kind</c> is stated; null when that is none.</summary>
    public static Rule? Read(RuleFields fields, string id, IReadOnlySet<string>? points)
    {
        if (fields.Text("kind") is not { } name)
        {
            return null;
        }

        if (!RuleNames.Kinds.TryGetValue(name, out var kind))
        {
            fields.RefuseKey("kind", $"'{name}' is no kind of rule; allowed: {string.Join(", ", RuleNames.Kinds.Keys)}, or no kind for a rule with levels");
            return null;
        }

        var rule = new Rule(
            id,
            kind,
            ReadQuantity(fields, kind),
            points,
            default,
            default,
            [],
            AfterMilliseconds: ReadAfter(fields, kind),
            PerSecond: kind == RuleKind.Step ? ReadPerSecond(fields) : null,
            ByMilliseconds: kind == RuleKind.Clock ? fields.Duration("by", least: 1, otherwise: Rule.DefaultByMilliseconds) : 0,
            Clause: fields.Text("clause"),
            Flap: FlapGuardReader.Read(fields));
        fields.RefuseOthers();
        return rule;
    }

    private static Quantity? ReadQuantity(RuleFields fields, RuleKind kind) => kind switch
    {
        RuleKind.Step => fields.Quantity("quantity", isRequired: true),
        RuleKind.Stuck or RuleKind.AboveRange or RuleKind.Interval or RuleKind.Calibration => fields.Quantity("quantity", isRequired: false),
        _ => null,
    };

    private static long ReadAfter(RuleFields fields, RuleKind kind) => kind switch
    {
        RuleKind.Offline => fields.Duration("after", least: 1, otherwise: Rule.DefaultAfterMilliseconds),
        RuleKind.Stuck => fields.Duration("after", least: 1, otherwise: Rule.DefaultStuckMilliseconds),
        _ => 0,
    };

    private static decimal? ReadPerSecond(RuleFields fields)
    {
        if (!fields.Has("perSecond"))
        {
            fields.RefuseKey("perSecond", "is missing; allowed: a number above zero, in the quantity's unit per second");
            return null;
        }

        var speed = fields.Number("perSecond", 0, PerSecondMaximum);
        if (speed == 0)
        {
            fields.RefuseKey("perSecond", "is zero, which every change is above; allowed: a number above zero, in the quantity's unit per second");
        }

        return speed;
    }
}
