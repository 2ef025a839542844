using System.Reflection;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>The packs that come with the program, and the limits in them. Immutable; any thread.</summary>
public static class StandardsPacks
{
    private const string ResourcePrefix = "DustWatch.Alerting.Standards.Packs.";

    private static readonly string[] Files = ["gbz-2.1-2019.json", "gbz-2.2-2007.json", "management-defaults.json"];

    private static readonly Dictionary<(string Jurisdiction, string Agent, Quantity Quantity), ExposureLimit> Limits = [];

    static StandardsPacks()
    {
        All = [.. Files.Select(Read)];
        Agents = [.. All.SelectMany(pack => pack.Limits).Select(limit => limit.Agent).Distinct()];
        foreach (var pack in All)
        {
            foreach (var limit in pack.Limits)
            {
                Limits.Add((pack.Jurisdiction ?? "", limit.Agent, limit.Quantity), limit);
            }
        }
    }

    /// <summary>Every pack, standards first.</summary>
    public static IReadOnlyList<StandardsPack> All { get; }

    /// <summary>The limit of an agent for a quantity, with clause, mark and edition; null when there is none.</summary>
    /// <param name="agent">Id of the dust table's row; does not matter for noise, which is limited wherever it is measured.</param>
    /// <param name="quantity">What is measured.</param>
    /// <param name="jurisdiction">Whose limits bind.</param>
    public static ExposureLimit? FindLimit(string? agent, Quantity quantity, string jurisdiction = MonitoringPoint.DefaultJurisdiction) =>
        Limits.GetValueOrDefault((jurisdiction, quantity == Quantity.NoiseLaeq ? "noise" : agent ?? "", quantity));

    /// <summary>The limit that binds <paramref name="point"/> for <paramref name="quantity"/>, or null.</summary>
    public static ExposureLimit? FindLimit(MonitoringPoint point, Quantity quantity) => FindLimit(point.Agent, quantity, point.Jurisdiction);

    /// <summary>Every agent that some pack limits, in the packs' order.</summary>
    public static IReadOnlyList<string> Agents { get; }

    private static StandardsPack Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourcePrefix + file)
            ?? throw new System.Diagnostics.UnreachableException($"The pack {file} is not embedded.");
        return StandardsPackReader.Read(stream);
    }
}
