using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>One evaluation, as far as a transition tells of it. <paramref name="Show"/> takes the higher of its levels, and its reason.</summary>
internal sealed record ReferenceFacts(
    Quantity? Quantity,
    long At,
    long WindowStart,
    double? Coverage,
    Peak? Peak,
    bool IsCensored,
    bool IsUncorrected,
    Func<Level, TransitionReason, ReferenceShown> Show);
