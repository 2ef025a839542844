using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>The packs that come with the program, and which of them bind a point. Immutable; any thread.</summary>
public static class StandardsPacks
{
    /// <summary>The agent of every sound level.</summary>
    public const string Noise = "noise";

    private const string ResourcePrefix = "DustWatch.Alerting.Standards.Packs.";

    // In the order in which their rules are told.
    private static readonly string[] Files =
    [
        "gbz-2.1-2019", "gbz-2.1-2007", "gbz-2.2-2007", "gbzt-229.1-2010", "gbzt-229.1-2025", "gbzt-229.4-2012",
        "osha-1910.1053", "osha-1910.1000", "osha-1910.95", "msha-30-cfr-60", "msha-30-cfr-70", "niosh-rel", "niosh-98-126",
        "uk-eh40", "uk-coshh", "uk-noise-2005", "uk-noise-2005-weekly", "eu-2004-37", "eu-2003-10", "eu-2003-10-weekly",
        "management-defaults",
    ];

    private static readonly ConcurrentDictionary<string, IReadOnlyList<StandardsPack>> InForceByJurisdiction = new(StringComparer.Ordinal);

    static StandardsPacks()
    {
        All = [.. Files.Select(Read)];
        Agents = [.. All.SelectMany(pack => pack.Limits).Select(limit => limit.Agent).Distinct()];
        Jurisdictions = [.. All.Select(pack => pack.Jurisdiction).OfType<string>().Distinct()];
        PackOfRule = All.SelectMany(pack => pack.Rules, (pack, rule) => (pack, rule.Id)).ToDictionary(p => p.Id, p => p.pack, StringComparer.Ordinal);
    }

    /// <summary>Every pack, standards first.</summary>
    public static IReadOnlyList<StandardsPack> All { get; }

    /// <summary>Every agent that some pack limits, in the packs' order.</summary>
    public static IReadOnlyList<string> Agents { get; }

    /// <summary>Every jurisdiction that has a pack.</summary>
    public static IReadOnlyList<string> Jurisdictions { get; }

    private static Dictionary<string, StandardsPack> PackOfRule { get; }

    /// <summary>The pack with this id, or null.</summary>
    public static StandardsPack? Find(string id) => All.FirstOrDefault(pack => pack.Id == id);

    /// <summary>The pack whose rule has this id, or null.</summary>
    public static StandardsPack? FindByRule(string rule) => PackOfRule.GetValueOrDefault(rule);

    /// <summary>
    /// The packs that bind a point, side by side: for each part of its jurisdiction, in order, the packs in force of that jurisdiction or the
    /// pack of that id; and at last those that bind all.
    /// </summary>
    public static IReadOnlyList<StandardsPack> InForce(MonitoringPoint point) =>
        InForceByJurisdiction.GetOrAdd(point.Jurisdiction, static (_, parts) =>
        [
            .. parts.SelectMany(part => All.Where(pack => pack.Id == part || (pack.Jurisdiction == part && pack.IsDefault))).Distinct(),
            .. All.Where(pack => pack.Jurisdiction is null),
        ], point.Jurisdictions);

    /// <summary>The limit of an agent for a quantity in one jurisdiction, whatever its free silica; null when there is none.</summary>
    /// <param name="agent">Id of the dust table's row; does not matter for noise, which is limited wherever it is measured.</param>
    /// <param name="quantity">What is measured.</param>
    /// <param name="jurisdiction">Whose limits bind.</param>
    public static ExposureLimit? FindLimit(string? agent, Quantity quantity, string jurisdiction = MonitoringPoint.DefaultJurisdiction) =>
        All.Where(pack => pack.Jurisdiction == jurisdiction && pack.IsDefault).Select(pack => pack.FindLimit(agent, null, quantity)).FirstOrDefault(limit => limit is not null);

    /// <summary>
    /// The limit that binds <paramref name="point"/> for <paramref name="quantity"/> first of all, the row chosen by its free silica; null when
    /// there is none. Multiples in a site's own rules are multiples of it.
    /// </summary>
    public static ExposureLimit? FindLimit(MonitoringPoint point, Quantity quantity) =>
        InForce(point).Select(pack => pack.FindLimit(point.Agent, point.SilicaPercent, quantity)).FirstOrDefault(limit => limit is not null);

    /// <summary>The limit of <see cref="FindLimit(MonitoringPoint, Quantity)"/>, reduced for shifts longer than 8 h and weeks longer than 40 h; that of a level is not.</summary>
    /// <remarks>GBZ 2.1-2019 A.7.3. No default rule uses it: what it is compared with is for the site to say.</remarks>
    public static ExposureLimit? FindReducedLimit(MonitoringPoint point, Quantity quantity) =>
        FindLimit(point, quantity) is not { } limit || Quantities.IsDecibel(quantity)
            ? FindLimit(point, quantity)
            : limit with { Limit = limit.Limit * LongShift.ReductionFactor(point.Calendar) };

    private static StandardsPack Read(string id)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{ResourcePrefix}{id}.json")
            ?? throw new UnreachableException($"The pack {id} is not embedded.");
        return StandardsPackReader.Read(stream);
    }
}
