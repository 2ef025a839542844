using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>One entry of the ledger about an alert.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="At">Event time of a transition, server time of what people did.</param>
/// <param name="Kind"><c>transition</c>, <c>acknowledge</c>, …</param>
/// <param name="Actor">User name, or null for the system.</param>
/// <param name="From">Level before, of a transition.</param>
/// <param name="To">Level after, of a transition.</param>
/// <param name="Reason">Why, of a transition.</param>
/// <param name="Text">What a person wrote.</param>
public sealed record TimelineEntryView(long Seq, Instant At, string Kind, string? Actor, Level? From, Level? To, TransitionReason? Reason, string? Text);
