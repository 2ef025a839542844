using DustWatch.Alerting;
using DustWatch.Alerting.Rules;

namespace DustWatch.Tests.Alerting;

/// <summary>Where a point stands under a rule.</summary>
internal sealed class ReferenceLevel
{
    private readonly Dictionary<long, int> _said = [];
    private readonly Dictionary<(string Name, Level Level), ReferenceLatch> _latches = [];
    private readonly List<long> _changes = []; // that the flap guard counts
    private long _lastChange;

    /// <summary>The level as it was written, which the flap guard may hold above every latch.</summary>
    public Level Level { get; private set; } = Level.Normal;

    /// <summary>The highest latch at the last evaluation.</summary>
    public Level Highest { get; private set; } = Level.Normal;

    public bool IsFlapping { get; private set; }

    public long EpisodeStart { get; private set; }

    /// <summary>Stretches <c>[from, until)</c> of event time in which it was a fault.</summary>
    public List<(long From, long Until)> Faults { get; } = [];

    public ReferenceWindow? Open { get; set; }

    public long ClosedEnd { get; set; } = long.MinValue;

    /// <summary>Of windows of parts: what has been judged in the open one, and until when.</summary>
    public List<ReferencePart> Parts { get; } = [];

    public long PartsUntil { get; set; } = long.MinValue;

    /// <summary>Of a week: the shift name whose the level is.</summary>
    public string? Holder { get; set; }

    public ReferenceLatch Latch(Level level, string name = "")
    {
        if (!_latches.TryGetValue((name, level), out var latch))
        {
            _latches.Add((name, level), latch = new ReferenceLatch());
        }

        return latch;
    }

    /// <summary>The highest latch that is on.</summary>
    public Level HighestOn(string name = "") =>
        _latches.Where(latch => latch.Key.Name == name && latch.Value.IsOn).Select(latch => latch.Key.Level).DefaultIfEmpty(Level.Normal).Max();

    /// <summary>The level to be written after an evaluation, and whether it flaps; null when there is nothing to write.</summary>
    public (Level To, bool IsFlapping)? Move(Level highest, long at, FlapGuard? guard)
    {
        var isChange = highest != Highest;
        Highest = highest;
        if (guard is null)
        {
            return highest == Level ? null : (highest, false);
        }

        if (IsFlapping && at - _lastChange >= guard.WithinMilliseconds)
        {
            IsFlapping = false;
            _changes.Clear();
            return highest == Level ? null : (highest, false);
        }

        if (IsFlapping)
        {
            _lastChange = isChange ? at : _lastChange;
            return highest > Level ? (highest, true) : null;
        }

        if (highest == Level)
        {
            return null;
        }

        _changes.Add(at);
        if (_changes.Count(change => change > at - guard.WithinMilliseconds && change <= at) <= guard.Count)
        {
            return (highest, false);
        }

        IsFlapping = true;
        _lastChange = at;
        return highest > Level ? (highest, true) : null;
    }

    /// <summary>Takes a level that is written, and says its order within its instant.</summary>
    public int Write(Level to, long at)
    {
        EpisodeStart = Level == Level.Normal ? at : EpisodeStart;
        if (to == Level.Fault)
        {
            Faults.Add((at, long.MaxValue));
        }
        else if (Level == Level.Fault)
        {
            Faults[^1] = (Faults[^1].From, at);
        }

        Level = to;
        var n = _said.GetValueOrDefault(at);
        _said[at] = n + 1;
        return n;
    }

    /// <summary>The window has ended: every latch is off, every run starts again.</summary>
    public void EndWindow(long end)
    {
        Open = null;
        ClosedEnd = Math.Max(ClosedEnd, end);
        Highest = Level.Normal;
        Holder = null;
        _latches.Clear();
        Parts.Clear();
    }

    public void EndFlapping()
    {
        IsFlapping = false;
        _changes.Clear();
    }
}
