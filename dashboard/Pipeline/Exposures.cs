using System.Collections.Concurrent;
using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What detection says of each point now, asked of it at most once in <see cref="Limits.ExposureAge"/> a point, however many browsers look.</summary>
internal sealed class Exposures(TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, (Instant At, IReadOnlyList<Exposure> Rules)> _known = new(); // by point

    /// <summary>The shards, by number; none until the pipeline is made.</summary>
    public IReadOnlyList<DetectionShard> Shards { get; set; } = [];

    /// <summary>Every rule's current state at a point.</summary>
    public IReadOnlyList<Exposure> Of(int point)
    {
        if (Shards.Count == 0)
        {
            return [];
        }

        var now = Instant.Now(clock);
        if (_known.TryGetValue(point, out var known) && now - known.At < (long)Limits.ExposureAge.TotalMilliseconds)
        {
            return known.Rules;
        }

        var rules = Shards[point % Shards.Count].ExposuresOf(point);
        _known[point] = (now, rules);
        return rules;
    }
}
