using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A rule as a rules file writes it; what the file may leave out stands with the value that it then has, and is null where it has no meaning.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Where it comes from: the id of a standards pack, or <c>rules-</c> and the version of the installation's own rules.</param>
/// <param name="Kind">Such as <c>offline</c>, or null for a rule over a quantity.</param>
/// <param name="Quantity">What it judges.</param>
/// <param name="Window">Over which time.</param>
/// <param name="Aggregate">How.</param>
/// <param name="MinCoverage">Below this coverage the compared value is the lower bound.</param>
/// <param name="MinElapsed">How much of an unfinished shift or day must have passed before its mean counts, ISO 8601.</param>
/// <param name="Over">Of a count: samples above it count.</param>
/// <param name="Criterion">Of a dose: the level of which 8 h are 100 %, dB.</param>
/// <param name="Exchange">Of a dose: how much more halves the time, dB.</param>
/// <param name="Threshold">Of a dose: levels below it do not count, dB.</param>
/// <param name="After">Offline: after which silence; stuck: after how long the same value; ISO 8601.</param>
/// <param name="PerSecond">Step: a faster change.</param>
/// <param name="By">Clock: time that is further off, ISO 8601.</param>
/// <param name="Levels">Its levels; empty for rules on the quality of data.</param>
public sealed record RuleView(
    string Id,
    string? Version,
    string? Kind,
    Quantity? Quantity,
    RuleWindowView? Window,
    string? Aggregate,
    decimal? MinCoverage,
    string? MinElapsed,
    decimal? Over,
    decimal? Criterion,
    decimal? Exchange,
    decimal? Threshold,
    string? After,
    decimal? PerSecond,
    string? By,
    IReadOnlyList<RuleLevelView> Levels);
