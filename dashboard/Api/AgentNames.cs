using DustWatch.Alerting.Standards;
using DustWatch.Dashboard.Contracts;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>Agents as people know them: the standard's name in Chinese, the row's id spelled out in English.</summary>
internal static class AgentNames
{
    public static BilingualView? Of(string? agent)
    {
        if (agent is null)
        {
            return null;
        }

        var limit = StandardsPacks.FindLimit(agent, Quantity.DustTotal) ?? StandardsPacks.FindLimit(agent, Quantity.DustRespirable);
        var name = agent == "noise" ? "噪声" : limit?.Name ?? agent;
        return new BilingualView(name, agent.Replace('-', ' '));
    }
}
