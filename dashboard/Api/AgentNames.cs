using DustWatch.Alerting.Standards;
using DustWatch.Dashboard.Contracts;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>Agents as people know them: the standard's name in Chinese, that, or the row's id spelled out, in English.</summary>
internal static class AgentNames
{
    // Where the row is about a part of silica, the id alone does not say of what.
    private static readonly Dictionary<string, string> English = new()
    {
        ["silica-10-50"] = "Silica dust, 10–50 % free SiO₂",
        ["silica-50-80"] = "Silica dust, 50–80 % free SiO₂",
        ["silica-80"] = "Silica dust, over 80 % free SiO₂",
        ["silica-condensed"] = "Condensed silica fume",
        ["silica-precipitated"] = "Precipitated silica",
    };

    public static BilingualView? Of(string? agent)
    {
        if (agent is null)
        {
            return null;
        }

        var limit = StandardsPacks.FindLimit(agent, Quantity.DustTotal) ?? StandardsPacks.FindLimit(agent, Quantity.DustRespirable);
        var name = agent == "noise" ? "噪声" : limit?.Name ?? agent;
        return new BilingualView(name, English.GetValueOrDefault(agent) ?? $"{char.ToUpperInvariant(agent[0])}{agent[1..].Replace('-', ' ')}");
    }
}
