using System.Collections.Concurrent;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>How writing to an InfluxDB goes, since the start. Any thread.</summary>
public sealed class InfluxCounts
{
    private readonly ConcurrentDictionary<string, long> _retries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _stored;
    private long _setAside;
    private volatile InfluxTrouble? _trouble;

    /// <summary>Lines that the server has taken.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Lines that it refused for good.</summary>
    public long SetAside => Interlocked.Read(ref _setAside);

    /// <summary>Writes that have to be done again, by cause: a status, <c>timeout</c> or <c>connection</c>.</summary>
    public IEnumerable<(string Cause, long Count)> Retries => _retries.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value));

    /// <summary>What is wrong; null while the server takes what it is sent.</summary>
    public InfluxTrouble? Trouble => _trouble;

    /// <summary>Raised when a trouble begins, from any thread.</summary>
    public event Action<InfluxTrouble>? TroubleBegan;

    /// <summary>Raised when one is over, with what it was.</summary>
    public event Action<InfluxTrouble>? TroubleEnded;

    /// <summary>Raised with how many lines were set aside, and the server's reason.</summary>
    public event Action<long, string>? LinesSetAside;

    internal bool HasStored => Stored > 0;

    internal void Take(int lines)
    {
        Interlocked.Add(ref _stored, lines);
        if (_trouble is null)
        {
            return;
        }

        InfluxTrouble? ended;
        lock (_gate)
        {
            (ended, _trouble) = (_trouble, null);
        }

        if (ended is not null)
        {
            TroubleEnded?.Invoke(ended);
        }
    }

    internal void Refuse(long lines, string reason)
    {
        Interlocked.Add(ref _setAside, lines);
        LinesSetAside?.Invoke(lines, reason);
    }

    internal void Retry(string cause, string reason, Instant at)
    {
        _retries.AddOrUpdate(cause, 1, (_, count) => count + 1);
        InfluxTrouble? began;
        lock (_gate)
        {
            began = _trouble is null ? new InfluxTrouble(at, reason) : null;
            _trouble = began ?? _trouble! with { Reason = reason }; // not null: it began before
        }

        if (began is not null)
        {
            TroubleBegan?.Invoke(began);
        }
    }
}
