using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Where a point stands under a rule.</summary>
internal sealed class ReferenceLevel
{
    private readonly Dictionary<long, int> _said = [];

    public Level Level { get; set; } = Level.Normal;

    public long EpisodeStart { get; set; }

    public ShiftWindow? Open { get; set; }

    public long ClosedEnd { get; set; } = long.MinValue;

    public Dictionary<Level, ReferenceLatch> Latches { get; } = [];

    public ReferenceLatch Latch(Level level)
    {
        if (!Latches.TryGetValue(level, out var latch))
        {
            Latches.Add(level, latch = new ReferenceLatch());
        }

        return latch;
    }

    public int Next(long at)
    {
        var n = _said.GetValueOrDefault(at);
        _said[at] = n + 1;
        return n;
    }
}
