namespace DustWatch.Dashboard.Contracts;

/// <summary>How a value is computed.</summary>
/// <param name="Math">As mathematics: <c>x</c>, <c>k</c> of a sample; <c>d</c> the ms of its interval (start, t] that lie in the window.</param>
/// <param name="Zh">In Chinese words.</param>
/// <param name="En">In English words.</param>
public sealed record FormulaView(string Math, string Zh, string En);
