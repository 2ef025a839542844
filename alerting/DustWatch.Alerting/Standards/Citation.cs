namespace DustWatch.Alerting.Standards;

/// <summary>Where a number of a pack stands, and how sure it is: everything a person needs to confirm it against print.</summary>
/// <param name="Standard">Such as <c>GBZ 2.1-2019</c>.</param>
/// <param name="Edition">Edition of the standard.</param>
/// <param name="Effective">First day in force.</param>
/// <param name="EffectiveMark">Mark of that day.</param>
/// <param name="Clause">Clause or table, without the standard.</param>
/// <param name="Mark">S read in the standard, 2 read in a secondary source, M not confirmed by a source at hand.</param>
/// <param name="Source">Where the number was read.</param>
public sealed record Citation(string Standard, string Edition, DateOnly Effective, string EffectiveMark, string Clause, string Mark, string Source)
{
    /// <summary>Standard and clause, as a transition names them.</summary>
    public override string ToString() => Clause.Length == 0 ? Standard : $"{Standard} {Clause}";
}
