using DustWatch.Alerting.Rules;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>One version of the rules.</summary>
/// <param name="Number">1, 2, 3, …; 0 for none yet.</param>
/// <param name="Rules">Parsed; null for each point's default rules.</param>
/// <param name="Json">As stored in ledger and log; empty for the default rules.</param>
internal sealed record RulesVersion(int Number, RuleSet? Rules, ReadOnlyMemory<byte> Json)
{
    /// <summary>Before anybody changed anything.</summary>
    public static readonly RulesVersion First = new(0, null, default);

    /// <summary>Reads what a version holds.</summary>
    /// <exception cref="InvalidDataException">It is no rules file.</exception>
    public static RulesVersion Read(int number, ReadOnlyMemory<byte> json) =>
        json.IsEmpty ? new RulesVersion(number, null, json)
        : RulesReader.TryRead(json.Span, out var rules, out var faults) ? new RulesVersion(number, rules, json)
        : throw new InvalidDataException($"Version {number} of the rules cannot be read: {string.Join("; ", faults)}");
}
