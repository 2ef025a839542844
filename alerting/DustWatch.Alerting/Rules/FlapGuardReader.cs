namespace DustWatch.Alerting.Rules;

/// <summary>Reads the flap guard that a rule of any kind may state.</summary>
internal static class FlapGuardReader
{
    private const int CountMaximum = 1000;

    /// <summary>The guard of <c>flap</c>; what it leaves out is as in <see cref="FlapGuard.Default"/>. Null when the rule states none.</summary>
    public static FlapGuard? Read(RuleFields rule)
    {
        if (rule.Find("flap") is not { } json)
        {
            return null;
        }

        var fields = rule.Nested(json, "flap");
        if (!fields.IsObject)
        {
            return null;
        }

        var guard = new FlapGuard(
            (int)(fields.Whole("count", 1, CountMaximum) ?? FlapGuard.Default.Count),
            fields.Duration("within", least: 1, otherwise: FlapGuard.Default.WithinMilliseconds));
        fields.RefuseOthers();
        return guard;
    }
}
