using System.Diagnostics;

namespace DustWatch.Alerting;

/// <summary>How levels, reasons and verdicts are spelled on every wire.</summary>
public static class AlertNames
{
    /// <summary>Such as <c>exceeded</c>.</summary>
    public static string NameOf(this Level level) => level switch
    {
        Level.Normal => "normal",
        Level.Notice => "notice",
        Level.Projected => "projected",
        Level.Exceeded => "exceeded",
        Level.Severe => "severe",
        Level.Fault => "fault",
        _ => throw new UnreachableException($"Level {level}"),
    };

    /// <summary>Such as <c>window-end</c>.</summary>
    public static string NameOf(this TransitionReason reason) => reason switch
    {
        TransitionReason.Raised => "raised",
        TransitionReason.Cleared => "cleared",
        TransitionReason.WindowEnd => "window-end",
        TransitionReason.Withdrawn => "withdrawn",
        TransitionReason.RuleChanged => "rule-changed",
        _ => throw new UnreachableException($"Reason {reason}"),
    };

    /// <summary>Such as <c>compliant</c>.</summary>
    public static string NameOf(this VerdictKind verdict) => verdict switch
    {
        VerdictKind.Undetermined => "undetermined",
        VerdictKind.Compliant => "compliant",
        VerdictKind.Exceeded => "exceeded",
        _ => throw new UnreachableException($"Verdict {verdict}"),
    };

    /// <summary>Reads a verdict's name.</summary>
    public static bool TryReadVerdict(string? name, out VerdictKind verdict)
    {
        foreach (var candidate in Enum.GetValues<VerdictKind>())
        {
            if (candidate.NameOf() == name)
            {
                verdict = candidate;
                return true;
            }
        }

        verdict = default;
        return false;
    }

    /// <summary>Reads a level's name.</summary>
    public static bool TryReadLevel(string? name, out Level level)
    {
        foreach (var candidate in Enum.GetValues<Level>())
        {
            if (candidate.NameOf() == name)
            {
                level = candidate;
                return true;
            }
        }

        level = default;
        return false;
    }

    /// <summary>Reads a reason's name.</summary>
    public static bool TryReadReason(string? name, out TransitionReason reason)
    {
        foreach (var candidate in Enum.GetValues<TransitionReason>())
        {
            if (candidate.NameOf() == name)
            {
                reason = candidate;
                return true;
            }
        }

        reason = default;
        return false;
    }
}
