using DustWatch.Simulator.Scenario;

namespace DustWatch.Simulator.Sensors;

/// <summary>Decides by the seed how much dust and noise there is at each post: comfortable at most, near the limit at some, above it at a few.</summary>
internal static class SensorPlan
{
    private const int DustAbove = 5;
    private const int DustNear = 9;
    private const int NoiseAbove = 4;
    private const int NoiseNear = 6;
    private const int Stream = 100; // of chance, apart from those of the model
    private const long PhaseStepMilliseconds = DemoDistrict.IntervalMilliseconds / DemoDistrict.FedPoints;

    /// <summary>Posts that incidents happen at are quiet until then.</summary>
    private static readonly HashSet<string> IncidentPosts = ["风铲清铲", "颚式破碎机操作", "包装机插袋", "圆盘锯切割"];

    /// <param name="seed">Decides all.</param>
    /// <param name="posts">Post and calendar. [point]</param>
    public static SensorProfile[] Create(int seed, IReadOnlyList<(Post Post, string Calendar)> posts)
    {
        int[] Shuffled(int stream, Func<Post, bool> filter) =>
        [
            .. Enumerable.Range(0, posts.Count)
                .Where(i => !IncidentPosts.Contains(posts[i].Post.Name) && filter(posts[i].Post))
                .OrderBy(i => Chance.Bits(seed, i, Stream, stream)),
        ];
        var dusty = Shuffled(0, p => p.Dust.Length > 0);
        var loud = Shuffled(1, p => p.Noise > 0).Where(i => !dusty.AsSpan(0, DustAbove).Contains(i)).ToArray();
        return [.. posts.Select((p, i) => Profile(seed, i, p.Post, p.Calendar, Array.IndexOf(dusty, i), Array.IndexOf(loud, i)))];
    }

    private static SensorProfile Profile(int seed, int point, Post post, string calendar, int dustRank, int noiseRank)
    {
        double Between(int index, double low, double high) => low + ((high - low) * Chance.Even(seed, point, Stream, index));
        var isLong = calendar == Employers.Two07; // 12 hours count as 8
        var share = IncidentPosts.Contains(post.Name) ? Between(2, 0.26, 0.30)
            : dustRank is >= 0 and < DustAbove ? Between(2, 1.35, 1.65)
            : dustRank is >= DustAbove and < DustAbove + DustNear ? Between(2, 0.62, 0.85)
            : Between(2, 0.06, 0.36);
        var noise = noiseRank is >= 0 and < NoiseAbove ? Between(3, 87, 89)
            : noiseRank is >= NoiseAbove and < NoiseAbove + NoiseNear ? Between(3, 82, 83.5)
            : Math.Min(75.5, post.Noise + Between(3, -4, 1));
        var (total, respirable) = post.Dust.Length == 0 ? (0, 0) : UsualDust.Of(post.Agent);
        var dust = isLong ? share / 1.5 : share;
        return new SensorProfile(
            post.Dust.Contains('T', StringComparison.Ordinal) ? total * dust : 0,
            post.Dust.Contains('R', StringComparison.Ordinal) ? respirable * dust * Between(4, 0.85, 1) : 0,
            isLong ? noise - 1.8 : noise,
            (long)Between(5, 4 * 60_000, 14 * 60_000),
            (point * 77 % DemoDistrict.FedPoints * PhaseStepMilliseconds) + (long)Between(6, 0, PhaseStepMilliseconds));
    }
}
