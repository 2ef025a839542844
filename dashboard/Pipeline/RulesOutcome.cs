using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What came of a change of the rules.</summary>
/// <param name="IsConflict">Another version holds than the one that was to be changed; nothing has changed.</param>
/// <param name="Version">The version that holds now.</param>
/// <param name="Faults">Faults and warnings of the file; nothing has changed when one is more than a warning.</param>
internal sealed record RulesOutcome(bool IsConflict, RulesVersion Version, IReadOnlyList<RegistryFault> Faults)
{
    public bool IsTaken => !IsConflict && Faults.All(f => f.IsWarning);
}
