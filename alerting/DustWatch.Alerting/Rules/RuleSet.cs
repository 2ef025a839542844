namespace DustWatch.Alerting.Rules;

/// <summary>Rules that are in force together.</summary>
/// <param name="Rules">In the file's order; ids are unique.</param>
public sealed record RuleSet(IReadOnlyList<Rule> Rules)
{
    /// <summary>No rule.</summary>
    public static RuleSet Empty { get; } = new([]);
}
