using System.Diagnostics;
using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Evidence;

/// <summary>The formula of each aggregate, as detection computes it. Sources: GBZ 2.1-2019 (8 h average), GBZ/T 189.8 (sound exposure), ISO 1996-1 (equivalent level).</summary>
public static class Formulas
{
    private const string EnergyZh = "x 为声级,w = round(1000·10^(x/10)) 为其能量。";
    private const string EnergyEn = "x is a level, w = round(1000·10^(x/10)) its energy.";
    private const string GapZh = "覆盖率低于 minCoverage 时除以窗口全长 L(空缺按无暴露计)。";
    private const string GapEn = "With coverage below minCoverage it is divided by the window's whole length L, gaps counting as no exposure.";
    private const string PartsZh = "短时平均值为 Σ(x·k·d)/Σd,声级按能量平均;覆盖率低于 minCoverage 的时段不计,按空缺处理。";
    private const string PartsEn = "A short mean is Σ(x·k·d)/Σd, of levels that of their energies; one with coverage below minCoverage is a gap.";

    /// <summary>Of the rule's value.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="level">The level that the value belongs to.</param>
    /// <param name="isProjected">The value is that at the shift's end if the last 15 minutes go on.</param>
    public static Formula Of(Rule rule, Level level, bool isProjected)
    {
        var formula = rule switch
        {
            { Kind: RuleKind.Offline } => new Formula(
                "at = last + after",
                "自最后一个样本起 after 时间内无任何样本到达。",
                "No sample arrived in the time 'after' since the last one."),
            { Kind: not RuleKind.Exposure } => new Formula("—", "数据质量规则:依据样本本身及其到达时间。", "A rule on the quality of data: it rests on the samples and their arrival."),
            { Window.Kind: WindowKind.Episodes } when level == Level.Severe => new Formula(
                "Σ(x·k·d) / Σd",
                $"最后一个短时平均值(时段 of,按 UTC 对齐,不含休息)。{PartsZh}",
                $"The last short mean, over 'of', aligned to UTC and without breaks. {PartsEn}"),
            { Window.Kind: WindowKind.Episodes } => new Formula(
                "n",
                $"窗口内短时平均值连续高于 bound 的段数。段内空缺超过采样间隔的 3 倍时该段中断。{PartsZh}",
                $"The number of runs of short means above 'bound' that have begun in the window. A gap longer than 3 sampling intervals ends a run. {PartsEn}"),
            { Window.Parts: not null } => new Formula(
                "n",
                $"窗口内短时平均值高于 bound 的次数。{PartsZh}",
                $"The number of short means of the window above 'bound'. {PartsEn}"),
            { Window.Kind: WindowKind.Instant } => new Formula("x·k", "样本本身。", "The sample itself."),
            _ => Of(rule.Aggregate),
        };
        return isProjected ? Projected(formula) : formula;
    }

    private static Formula Of(Aggregate aggregate) => aggregate switch
    {
        Aggregate.Mean => new Formula("Σ(x·k·d) / Σd", $"窗口内按覆盖时间加权的平均值。{GapZh}", $"The mean over what is covered of the window. {GapEn}"),
        Aggregate.Leq => new Formula("10·lg(Σ(w·d) / Σd / 1000)", $"等效连续声级,按能量平均。{EnergyZh}{GapZh}", $"The equivalent continuous level, a mean of energy. {EnergyEn} {GapEn}"),
        Aggregate.Twa8h => new Formula("Σ(x·k·d) / 28800000", "8 h 时间加权平均浓度:暴露总量除以 8 h。", "The 8-hour time-weighted average: all exposure of the window, divided by 8 h."),
        Aggregate.Lex8h => new Formula("10·lg(Σ(w·d) / 28800000 / 1000)", $"8 h 等效声级:声能总量除以 8 h。{EnergyZh}", $"The sound exposure level normalised to 8 h: all energy of the window, divided by 8 h. {EnergyEn}"),
        Aggregate.Dose => new Formula(
            "100·Σ(w·d) / 28800000 / 10^9",
            "噪声剂量(%):w = round(10^9·2^((x − criterion)/exchange)),x < threshold 时为 0。",
            "The noise dose in %: w = round(10^9·2^((x − criterion)/exchange)), or 0 where x < threshold."),
        Aggregate.Max => new Formula("max(x·k)", "窗口内的最大样本。", "The highest sample that covers a part of the window."),
        Aggregate.Min => new Formula("min(x·k)", "窗口内的最小样本。", "The lowest sample that covers a part of the window."),
        Aggregate.Count => new Formula("n(x·k > over)", "窗口内高于 over 的有效样本数。", "The number of valid samples of the window above 'over'."),
        Aggregate.LexW => new Formula(
            "10·lg(Σ(w·d) / 144000000 / 1000)",
            $"每周 40 h 等效声级:本周同名班次的 8 h 等效声级按能量相加除以 5,即声能总量除以 40 h。{EnergyZh}",
            $"The weekly exposure level: the energies of the week's shifts of one name, each over 8 h, divided by 5, which is all their energy divided by 40 h. {EnergyEn}"),
        Aggregate.Last => new Formula("last(x·k)", "窗口内的最后一个样本。", "The last sample that covers a part of the window."),
        _ => throw new UnreachableException($"Aggregate {aggregate}"),
    };

    private static Formula Projected(Formula formula) => new(
        $"{formula.Math}, Σ = Σ₀ + Σ₁·(shift.end − at) / Σ₁d; Σ₀ over the window, Σ₁ over the last 15 min",
        $"{formula.Zh}此处为班末预测值:班内已累计之和,加上最近 15 分钟的平均速率乘以剩余时间。",
        $"{formula.En} Here projected to the shift's end: the sum so far, and the mean rate of the last 15 minutes times what remains.");
}
