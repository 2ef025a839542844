using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>
/// The alerts as a fold over transitions and what people did. Pure: the caller keeps the alerts, numbers the changes (<see cref="Alert.Seq"/>) and
/// gives each change the newest alert of its point and rule.
/// </summary>
public static class AlertBook
{
    /// <summary>What becomes of the alert of a point and rule.</summary>
    /// <param name="newest">The newest alert of the transition's point and rule, or null.</param>
    /// <param name="transition">What happened.</param>
    /// <param name="registry">For the point's enterprise, district, names and zone; a point that it lacks is shown by its id.</param>
    /// <returns>The alert as it is now, <paramref name="newest"/> changed or a new one; null when the transition concerns no alert.</returns>
    public static Alert? Apply(Alert? newest, Transition transition, Registry registry)
    {
        if (newest is null || IsNewAlert(newest, transition))
        {
            return transition.To == Level.Normal ? null : Open(transition, registry, newest?.Id);
        }

        if (transition.At < newest.Window.End)
        {
            // It revises the past: what the alert says now is newer, that it was revised is said all the same.
            return newest with { Revision = Math.Max(newest.Revision, transition.Revision) };
        }

        if (transition.To == Level.Normal && transition.Episode != newest.Episode)
        {
            return null;
        }

        return Show(newest, transition, registry);
    }

    /// <summary>A person has seen it; doing it again changes nothing.</summary>
    public static Alert Acknowledge(Alert alert) =>
        alert.IsAcknowledged ? alert : alert with { IsAcknowledged = true, AcknowledgedLevel = alert.Level };

    /// <summary>Marks an active alert as without valid samples, or takes the mark away; a cleared one is never stale.</summary>
    public static Alert MarkStale(Alert alert, bool isStale) => alert with { IsStale = isStale && alert.IsActive };

    /// <summary>The alert as it is after one more of its transitions.</summary>
    internal static Alert Show(Alert alert, Transition transition, Registry registry)
    {
        var isActive = transition.To != Level.Normal;
        var mustAskAgain = isActive && alert.AcknowledgedLevel is { } acknowledged && transition.To > acknowledged;
        return alert with
        {
            Level = isActive ? transition.To : alert.Level,
            IsActive = isActive,
            IsAcknowledged = alert.IsAcknowledged && !mustAskAgain,
            IsStale = false,
            Until = isActive ? null : transition.At,
            Value = transition.Value,
            Unit = transition.Unit,
            Limit = transition.Limit,
            Coverage = transition.Coverage,
            Window = transition.Window,
            Peak = transition.Peak,
            Shift = transition.Shift,
            Reason = transition.Reason,
            Sentence = Sentences.Of(transition, registry.FindPoint(transition.Point)),
            Clause = transition.Clause ?? alert.Clause,
            Episode = transition.Episode,
            Revision = transition.Revision,
        };
    }

    private static bool IsNewAlert(Alert newest, Transition transition) =>
        !newest.IsActive && newest.IsAcknowledged && transition.Episode != newest.Episode && transition.At >= newest.Window.End;

    private static Alert Open(Transition transition, Registry registry, string? previous)
    {
        var point = registry.FindPoint(transition.Point);
        return new Alert(
            Id: transition.Episode,
            Seq: 0,
            Point: transition.Point,
            Enterprise: point?.Enterprise ?? string.Empty,
            District: point is null ? null : registry.DistrictOf(point),
            Rule: transition.Rule,
            Quantity: transition.Quantity,
            Level: transition.To,
            IsActive: true,
            IsAcknowledged: false,
            IsStale: false,
            Case: CaseState.Open,
            Since: transition.At,
            Until: null,
            Value: transition.Value,
            Unit: transition.Unit,
            Limit: transition.Limit,
            Coverage: transition.Coverage,
            Window: transition.Window,
            Peak: transition.Peak,
            Shift: transition.Shift,
            Reason: transition.Reason,
            Sentence: Sentences.Of(transition, point),
            Clause: transition.Clause,
            Assignee: null,
            Episode: transition.Episode,
            Revision: transition.Revision,
            Previous: previous);
    }
}
