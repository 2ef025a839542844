namespace DustWatch.Alerting.Evidence;

/// <summary>How an aggregate is computed, for a person who wants to do it again.</summary>
/// <param name="Math">As mathematics; <c>d</c> is the ms of a sample's interval (start, t] inside the window, taken over valid samples.</param>
/// <param name="Zh">In Chinese words.</param>
/// <param name="En">In English words.</param>
public sealed record Formula(string Math, string Zh, string En);
