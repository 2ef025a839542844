using System.Collections.Concurrent;

namespace DustWatch.Dashboard.Monitoring;

/// <summary>Counts by one or two labels of few values. Any thread.</summary>
internal sealed class LabelledCounter
{
    private readonly ConcurrentDictionary<(string First, string Second), long> _counts = new();

    /// <summary>Adds to one count.</summary>
    public void Add(string first, string second = "", long count = 1) => _counts.AddOrUpdate((first, second), count, (_, before) => before + count);

    /// <summary>All counts, in order of their labels.</summary>
    public IEnumerable<(string First, string Second, long Count)> Read() =>
        _counts.OrderBy(c => c.Key.First, StringComparer.Ordinal).ThenBy(c => c.Key.Second, StringComparer.Ordinal).Select(c => (c.Key.First, c.Key.Second, c.Value));
}
