namespace DustWatch.Alerting.Rules;

/// <summary>Reads one rule that binds a quantity, and refuses what has no meaning.</summary>
internal static class ExposureRuleReader
{
    /// <summary>The rule; null when its quantity, window or aggregate could not be read. Its other keys are checked all the same.</summary>
    public static Rule? Read(RuleFields fields, string id, IReadOnlySet<string>? points)
    {
        var quantity = fields.Quantity("quantity", isRequired: true);
        var window = WindowReader.Read(fields, quantity);
        var aggregate = AggregateReader.Read(fields, window, quantity);
        var over = AggregateReader.ReadOver(fields, aggregate, window, quantity);
        var dose = AggregateReader.ReadDose(fields, aggregate);
        var minCoverage = fields.Number("minCoverage", 0, 1, Rule.DefaultMinCoverage) ?? Rule.DefaultMinCoverage;
        var minElapsed = ReadMinElapsed(fields, window, aggregate);
        var flap = FlapGuardReader.Read(fields);
        var levels = RuleLevelReader.Read(fields, new RuleShape(quantity, window, aggregate));
        fields.RefuseOthers();
        return quantity is { } what && window is { } where && aggregate is { } how
            ? new Rule(id, RuleKind.Exposure, what, points, where, how, levels, minCoverage, minElapsed, dose, Over: over, Flap: flap)
            : null;
    }

    private static long ReadMinElapsed(RuleFields fields, RuleWindow? window, Aggregate? aggregate)
    {
        var milliseconds = fields.Duration("minElapsed", least: 0, otherwise: Rule.DefaultMinElapsedMilliseconds);
        if (fields.Has("minElapsed") && window is { } where && aggregate is { } how && !(where.IsTumbling && how is Aggregate.Mean or Aggregate.Leq))
        {
            fields.RefuseKey("minElapsed", "has a meaning only with 'mean' or 'leq' in a shift, day or week");
        }

        return milliseconds;
    }
}
