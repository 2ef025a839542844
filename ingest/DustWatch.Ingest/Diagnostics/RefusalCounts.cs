using System.Runtime.InteropServices;
using DustWatch.Ingest.Log;

namespace DustWatch.Ingest.Diagnostics;

/// <summary>How much of what points sent was refused since somebody last asked, for the log. Any thread; at most one number a point.</summary>
public sealed class RefusalCounts
{
    private readonly Lock _gate = new();
    private Dictionary<int, int> _counts = []; // by point

    /// <summary>Counts values of a point that were refused.</summary>
    public void Add(int point, int count)
    {
        lock (_gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, point, out _) += count;
        }
    }

    /// <summary>What was counted since the last call, by point.</summary>
    public RefusedCount[] TakeAll()
    {
        Dictionary<int, int> taken;
        lock (_gate)
        {
            if (_counts.Count == 0)
            {
                return [];
            }

            (taken, _counts) = (_counts, []);
        }

        return [.. taken.OrderBy(c => c.Key).Select(c => new RefusedCount(c.Key, c.Value))];
    }
}
