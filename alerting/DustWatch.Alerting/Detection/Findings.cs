namespace DustWatch.Alerting.Detection;

/// <summary>What judging found, in order for each point and rule. The caller owns it, reads it and clears it; one thread.</summary>
public sealed class Findings
{
    /// <summary>Levels that changed.</summary>
    public List<Transition> Transitions { get; } = [];

    /// <summary>Shifts, days and weeks that ended, with their final value and verdict.</summary>
    public List<Verdict> Verdicts { get; } = [];

    /// <summary>Points that have to be judged again, each as often as a sample showed it.</summary>
    public List<LateSample> Late { get; } = [];

    /// <summary>Samples that were there already, for whoever mends the device.</summary>
    public List<RepeatedSample> Repeats { get; } = [];

    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty => Transitions.Count == 0 && Verdicts.Count == 0 && Late.Count == 0 && Repeats.Count == 0;

    /// <summary>Forgets everything, to be used again.</summary>
    public void Clear()
    {
        Transitions.Clear();
        Verdicts.Clear();
        Late.Clear();
        Repeats.Clear();
    }
}
