using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// The newest value of each point and quantity, whether a point sends, and where it stands. Fed by one consumer of the log and by the ledger's
/// commits; read from any thread. It forgets nothing that was not replaced by something newer, and keeps no past.
/// </summary>
internal sealed class LiveView
{
    private readonly Lock _lock = new();
    private readonly List<Sample?[]> _values = []; // [point][quantity]
    private readonly List<Instant?[]> _validTimes = []; // [point][quantity], of the newest valid sample
    private readonly List<Presence> _presences = []; // [point]
    private readonly Dictionary<string, Dictionary<string, LevelOf>> _levels = new(StringComparer.Ordinal); // by point, by rule
    private readonly HashSet<(int Point, Quantity Quantity)> _changedValues = [];
    private readonly HashSet<int> _changedPresences = [];

    /// <summary>Takes records in the log's order.</summary>
    public void Take(IReadOnlyList<LogRecord> records)
    {
        lock (_lock)
        {
            foreach (var record in records)
            {
                switch (record)
                {
                    case SampleBatch batch:
                        TakeSamples(batch);
                        break;
                    case Tick tick:
                        TakeTick(tick.At);
                        break;
                    default:
                        break;
                }
            }
        }
    }

    /// <summary>Takes what a device said of itself. A sample that comes after it says more: the point is online again.</summary>
    public void TakeStatus(int point, bool isOnline, Instant now)
    {
        lock (_lock)
        {
            Grow(point);
            var presence = _presences[point];
            if (presence.IsOnline != isOnline)
            {
                _presences[point] = new Presence(isOnline, now, presence.LastSeen);
                _changedPresences.Add(point);
            }
        }
    }

    /// <summary>Takes a stored sample, at a start: it says nothing of whether its point is online.</summary>
    public void Restore(in Sample sample)
    {
        lock (_lock)
        {
            Grow(sample.Point);
            Take(sample);
            var presence = _presences[sample.Point];
            var last = Instant.Max(presence.LastSeen, sample.Time);
            _presences[sample.Point] = presence with { Since = presence.IsOnline ? presence.Since : last, LastSeen = last };
        }
    }

    /// <summary>Takes the alerts as a commit of the ledger left them.</summary>
    public void Take(IReadOnlyList<Alert> alerts)
    {
        lock (_lock)
        {
            foreach (var alert in alerts)
            {
                if (!_levels.TryGetValue(alert.Point, out var rules))
                {
                    _levels[alert.Point] = rules = new Dictionary<string, LevelOf>(StringComparer.Ordinal);
                }

                if (alert is { IsActive: true, IsStale: false })
                {
                    rules[alert.Rule] = new LevelOf(alert.Id, alert.Quantity, alert.Level);
                }
                else if (rules.TryGetValue(alert.Rule, out var standing) && standing.Alert == alert.Id)
                {
                    rules.Remove(alert.Rule); // one of the past, revised, says nothing of now
                }
            }
        }
    }

    /// <summary>The newest samples of a point.</summary>
    public IReadOnlyList<Sample> ValuesOf(int point)
    {
        lock (_lock)
        {
            return point < _values.Count ? [.. _values[point].Where(s => s is not null).Select(s => s.GetValueOrDefault())] : [];
        }
    }

    /// <summary>Event time of the newest valid sample, or null.</summary>
    public Instant? LastValidOf(int point, Quantity quantity)
    {
        lock (_lock)
        {
            return point < _validTimes.Count ? _validTimes[point][(int)quantity] : null;
        }
    }

    /// <summary>Whether a point sends.</summary>
    public Presence PresenceOf(int point)
    {
        lock (_lock)
        {
            return point < _presences.Count ? _presences[point] : default;
        }
    }

    /// <summary>The highest level of a point under rules for <paramref name="quantity"/>, or under all when null.</summary>
    public Level LevelAt(string point, Quantity? quantity)
    {
        lock (_lock)
        {
            var level = Level.Normal;
            foreach (var (_, standing) in _levels.GetValueOrDefault(point) ?? [])
            {
                // A fault says that the point cannot be judged; an exposure says more.
                var counts = quantity is null || standing.Quantity == quantity;
                level = counts && Rank(standing.Level) > Rank(level) ? standing.Level : level;
            }

            return level;
        }
    }

    /// <summary>What changed since the last call: values and presences.</summary>
    public (IReadOnlyList<Sample> Values, IReadOnlyList<int> Presences) TakeChanges()
    {
        lock (_lock)
        {
            var values = new List<Sample>(_changedValues.Count);
            foreach (var (point, quantity) in _changedValues)
            {
                if (_values[point][(int)quantity] is { } sample)
                {
                    values.Add(sample);
                }
            }

            int[] presences = [.. _changedPresences];
            _changedValues.Clear();
            _changedPresences.Clear();
            return (values, presences);
        }
    }

    private static int Rank(Level level) => level == Level.Fault ? 1 : (int)level * 2;

    private void TakeSamples(SampleBatch batch)
    {
        foreach (ref readonly var sample in batch.Samples.Span)
        {
            Grow(sample.Point);
            Take(sample);
            var presence = _presences[sample.Point];
            if (!presence.IsOnline)
            {
                _changedPresences.Add(sample.Point);
            }

            _presences[sample.Point] = new Presence(IsOnline: true, presence.IsOnline ? presence.Since : batch.At, batch.At);
        }
    }

    private void Take(in Sample sample)
    {
        ref var newest = ref _values[sample.Point][(int)sample.Quantity];
        if (newest is not { } before || sample.Time > before.Time)
        {
            newest = sample;
            _changedValues.Add((sample.Point, sample.Quantity));
        }

        ref var valid = ref _validTimes[sample.Point][(int)sample.Quantity];
        valid = sample.Flag.IsValid() && (valid is not { } last || sample.Time > last) ? sample.Time : valid;
    }

    private void TakeTick(Instant now)
    {
        for (var point = 0; point < _presences.Count; point++)
        {
            var presence = _presences[point];
            var last = Instant.Max(presence.LastSeen, presence.Since); // one that only says that it is online has sent nothing yet
            if (presence.IsOnline && now - last >= (long)Limits.OfflineAfter.TotalMilliseconds)
            {
                _presences[point] = presence with { IsOnline = false, Since = last };
                _changedPresences.Add(point);
            }
        }
    }

    private void Grow(int point)
    {
        while (_values.Count <= point)
        {
            _values.Add(new Sample?[Quantities.Count]);
            _validTimes.Add(new Instant?[Quantities.Count]);
            _presences.Add(default);
        }
    }

    private readonly record struct LevelOf(string Alert, Quantity? Quantity, Level Level);
}
