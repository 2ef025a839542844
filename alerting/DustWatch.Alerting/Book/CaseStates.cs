using System.Diagnostics;

namespace DustWatch.Alerting.Book;

/// <summary>How case states are spelled on every wire.</summary>
public static class CaseStates
{
    /// <summary>Such as <c>rectifying</c>.</summary>
    public static string NameOf(this CaseState state) => state switch
    {
        CaseState.Open => "open",
        CaseState.Assigned => "assigned",
        CaseState.Rectifying => "rectifying",
        CaseState.Verified => "verified",
        CaseState.Closed => "closed",
        _ => throw new UnreachableException($"Case state {state}"),
    };

    /// <summary>Reads a case state's name.</summary>
    public static bool TryRead(string? name, out CaseState state)
    {
        foreach (var candidate in Enum.GetValues<CaseState>())
        {
            if (candidate.NameOf() == name)
            {
                state = candidate;
                return true;
            }
        }

        state = default;
        return false;
    }
}
