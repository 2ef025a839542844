using System.Text.Json;

namespace DustWatch.Dashboard.Contracts;

/// <summary>The rules that hold, as RULES.json has them.</summary>
/// <param name="Version">Grows with every change; what <c>If-Match</c> takes. 0 when nobody has changed anything yet.</param>
/// <param name="IsDefault">Whether the default rules of each point's agent hold and no others.</param>
/// <param name="Defaults">Whether they hold at all: alone, or beside the installation's own, which take the place of those with their ids.</param>
/// <param name="Rules">The installation's own; where there is none, the default ones, each with the points that it is for.</param>
/// <param name="Warnings">After a change: what no point of the registry can meet, and what is judged less than fully.</param>
internal sealed record RulesView(int Version, bool IsDefault, bool Defaults, IReadOnlyList<JsonElement> Rules, IReadOnlyList<FaultView> Warnings);
