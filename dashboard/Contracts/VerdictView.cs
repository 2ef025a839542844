using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>How a finished shift, day or week stands under the level <c>exceeded</c> of a rule; its keys in the order of the ledger's lines. An indication, not a statutory verdict.</summary>
public sealed record VerdictView(
    string Point,
    string Rule,
    Quantity Quantity,
    WindowView Window,
    string? Shift,
    VerdictKind Verdict,
    bool Certain,
    double? Value,
    string Unit,
    double? Low,
    double? High,
    double? Estimate,
    double Limit,
    double Coverage,
    bool Censored,
    bool Uncorrected,
    int Revision,
    string? Clause);
