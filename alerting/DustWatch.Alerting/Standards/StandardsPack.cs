using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>One edition of one standard as a data file: its numbers, and the rules that rest on them. Immutable; any thread.</summary>
public sealed class StandardsPack
{
    private readonly ILookup<(string Agent, Quantity Quantity), ExposureLimit> _limits;
    private readonly Dictionary<string, Band> _bands; // by agent

    internal StandardsPack(IReadOnlyList<ExposureLimit> limits)
    {
        Limits = limits;
        _bands = limits.Where(limit => limit.Silica is not null).DistinctBy(limit => limit.Agent).ToDictionary(limit => limit.Agent, limit => limit.Silica ?? default, StringComparer.Ordinal);
        _limits = limits.Where(limit => limit.Kind == LimitKind.Limit).ToLookup(limit => (limit.Agent, limit.Quantity));
    }

    /// <summary>Id of the pack; a point's jurisdiction may name it.</summary>
    public required string Id { get; init; }

    /// <summary>As clauses name it, such as <c>GBZ 2.1-2019</c>.</summary>
    public required string Standard { get; init; }

    /// <summary>Edition.</summary>
    public required string Edition { get; init; }

    /// <summary>As printed.</summary>
    public required string Title { get; init; }

    /// <summary>Whose points it binds, or null for all.</summary>
    public required string? Jurisdiction { get; init; }

    /// <summary>Whether naming the jurisdiction is enough; else the point names the pack itself.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>What is still open about the pack as a whole, or null.</summary>
    public required string? Note { get; init; }

    /// <summary>First day in force.</summary>
    public required DateOnly Effective { get; init; }

    /// <summary>Mark of that day.</summary>
    public required string EffectiveMark { get; init; }

    /// <summary>Rules that it makes default. Their multiples are multiples of this pack's own limits.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    /// <summary>Id of the pack whose limits its rules are multiples of; null for its own.</summary>
    public required string? LimitsOf { get; init; }

    /// <summary>The agents between which the free-silica fraction decides; empty when it decides nothing.</summary>
    public required IReadOnlyList<string> SilicaRows { get; init; }

    /// <summary>Noise doses that it limits.</summary>
    public required IReadOnlyList<DoseLimit> Doses { get; init; }

    /// <summary>How short exposures may rise above an 8 h limit, or null.</summary>
    public required PeakExposureLimit? PeakExposure { get; init; }

    /// <summary>Grading of work with dust, or null.</summary>
    public required DustGrading? DustGrading { get; init; }

    /// <summary>Grading of work with noise by L_EX,8h in dB(A), or null.</summary>
    public required GradeTable? NoiseGrades { get; init; }

    /// <summary>Exposure levels (接触水平) by % of the limit, or null.</summary>
    public required GradeTable? ExposureLevels { get; init; }

    /// <summary>Its limits and action levels.</summary>
    public IReadOnlyList<ExposureLimit> Limits { get; }

    /// <summary>Its id.</summary>
    public override string ToString() => Id;

    /// <summary>The row that holds for an agent: the named one, unless the free-silica fraction decides otherwise.</summary>
    /// <param name="agent">As the point names it.</param>
    /// <param name="silicaPercent">Free silica, 0 to 100 %, or null when no laboratory reported it: then the named row holds.</param>
    public string RowOf(string agent, decimal? silicaPercent)
    {
        // The fraction decides between rows only in a pack that says so; elsewhere a band chooses between lines of one agent.
        if (SilicaRows.Count == 0 || silicaPercent is not { } percent || !_bands.TryGetValue(agent, out var band) || band.Holds(percent))
        {
            return agent;
        }

        return SilicaRows.FirstOrDefault(row => _bands[row].Holds(percent)) ?? agent;
    }

    /// <summary>Whether it has a row for <paramref name="agent"/>.</summary>
    public bool Knows(string agent) => Limits.Any(limit => limit.Agent == agent);

    /// <summary>Whether a row of this pack for <paramref name="agent"/> depends on the free-silica fraction.</summary>
    public bool NeedsSilica(string agent) => Limits.Any(limit => limit.Agent == agent && (limit.Silica is not null || limit.Basis is not null));

    /// <summary>The limit of an agent for a quantity; null when there is none.</summary>
    /// <param name="agent">Id of the dust table's row; does not matter for noise, which is limited wherever it is measured.</param>
    /// <param name="silicaPercent">Free silica, 0 to 100 %, or null when no laboratory reported it.</param>
    /// <param name="quantity">What is measured.</param>
    public ExposureLimit? FindLimit(string? agent, decimal? silicaPercent, Quantity quantity)
    {
        if (LimitsOf is { } other)
        {
            return StandardsPacks.Find(other)?.FindLimit(agent, silicaPercent, quantity);
        }

        var row = Quantities.IsDecibel(quantity) ? StandardsPacks.Noise : RowOf(agent ?? "", silicaPercent);
        var limits = _limits[(row, quantity)];
        var limit = silicaPercent is { } percent ? limits.FirstOrDefault(l => l.Silica?.Holds(percent) ?? true) : limits.FirstOrDefault();
        return limit?.For(silicaPercent);
    }
}
