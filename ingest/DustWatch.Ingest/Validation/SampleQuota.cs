using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>
/// A sender's allowance: so many samples a second, saved up for a while. A payload enters while anything is left and may overdraw it, so that
/// a backlog in large arrays is slowed down and never cut in two.
/// </summary>
internal sealed class SampleQuota
{
    private const long MillisecondsPerSecond = 1000;

    private Instant? _last;
    private long _left; // 1/1000 sample

    /// <summary>Whether a payload that arrives now may be read.</summary>
    /// <param name="arrival">Server time.</param>
    /// <param name="samplesPerSecond">0: no bound.</param>
    public bool MayEnter(Instant arrival, int samplesPerSecond)
    {
        if (samplesPerSecond == 0)
        {
            return true;
        }

        // A day of silence makes up for any debt that one payload can leave.
        const long passedMillisecondsMaximum = 86_400_000;
        var full = samplesPerSecond * MillisecondsPerSecond * IntakeOptions.BurstSeconds;
        var gained = _last is { } last ? Math.Clamp(arrival - last, 0, passedMillisecondsMaximum) * samplesPerSecond : full;
        _left = Math.Min(full, _left + gained);
        _last = arrival;
        return _left > 0;
    }

    /// <summary>Counts what was read.</summary>
    public void Spend(int samples) => _left -= samples * MillisecondsPerSecond;
}
