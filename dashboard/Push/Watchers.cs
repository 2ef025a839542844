using System.Collections.Concurrent;

namespace DustWatch.Dashboard.Push;

/// <summary>Who watches what. Each connection is in one live group at a time. Any thread.</summary>
internal sealed class Watchers
{
    private readonly ConcurrentDictionary<string, Watch> _watches = new(StringComparer.Ordinal); // by connection

    /// <summary>The groups that somebody is in, each with what it shows.</summary>
    public IReadOnlyList<(string Group, Watch Watch)> Groups =>
        [.. _watches.Values.Where(w => w.Requests.Count > 0).Select(w => (w.Group, Watch: w)).DistinctBy(w => w.Group)];

    /// <summary>What a connection watches, or null.</summary>
    public Watch? Find(string connection) => _watches.GetValueOrDefault(connection);

    public void Set(string connection, Watch watch) => _watches[connection] = watch;

    public void Remove(string connection) => _watches.TryRemove(connection, out _);
}
