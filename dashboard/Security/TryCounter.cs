namespace DustWatch.Dashboard.Security;

/// <summary>Tries by key, each in a window that its first try opens. Bounded: when there is no room, the window that is over first is forgotten. One thread at a time.</summary>
/// <param name="triesMaximum">With so many a key is full.</param>
/// <param name="window">How long tries count.</param>
internal sealed class TryCounter<TKey>(int triesMaximum, TimeSpan window)
    where TKey : notnull
{
    private const int KeysMaximum = 10_000;

    private readonly Dictionary<TKey, (int Count, DateTimeOffset Until)> _tries = [];

    /// <summary>How many keys are remembered.</summary>
    public int Count => _tries.Count;

    /// <summary>Whether the key has to wait.</summary>
    public bool IsFull(TKey key, DateTimeOffset now) => _tries.TryGetValue(key, out var tries) && now < tries.Until && tries.Count >= triesMaximum;

    /// <summary>Counts a try.</summary>
    public void Add(TKey key, DateTimeOffset now)
    {
        var isHeld = _tries.TryGetValue(key, out var tries);
        if (!isHeld && _tries.Count >= KeysMaximum)
        {
            Forget(now);
        }

        _tries[key] = isHeld && now < tries.Until ? (tries.Count + 1, tries.Until) : (1, now + window);
    }

    /// <summary>Takes a try off.</summary>
    public void Remove(TKey key)
    {
        if (_tries.TryGetValue(key, out var tries))
        {
            _tries[key] = tries with { Count = Math.Max(0, tries.Count - 1) };
        }
    }

    // Those whose window is over; when there are none, the one that is over first.
    private void Forget(DateTimeOffset now)
    {
        foreach (var over in _tries.Where(t => t.Value.Until <= now).Select(t => t.Key).ToList())
        {
            _tries.Remove(over);
        }

        if (_tries.Count >= KeysMaximum)
        {
            _tries.Remove(_tries.MinBy(t => t.Value.Until).Key);
        }
    }
}
