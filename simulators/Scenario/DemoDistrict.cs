using System.Diagnostics;
using System.Globalization;
using DustWatch.Measurements;
using DustWatch.Simulator.Sensors;

namespace DustWatch.Simulator.Scenario;

/// <summary>
/// The demo's district: 24 enterprises, 200 points that a simulator feeds, and <c>own-1</c>, which nobody feeds. The places are always the same;
/// the seed decides how much dust and noise there is at each.
/// </summary>
public sealed class DemoDistrict
{
    /// <summary>How often a simulated device sends.</summary>
    public const long IntervalMilliseconds = 10_000;

    /// <summary>Points that are fed.</summary>
    public const int FedPoints = 200;

    /// <summary>The point that is free for whoever tries the demo.</summary>
    public const string OwnPoint = "own-1";

    private const int PostsOfSmall = 8;
    private const int LargeEmployers = 8; // 8 · 9 + 16 · 8 = 200

    private readonly Post[] _posts; // [point]

    private DemoDistrict(byte[] registryJson, Registry registry, Post[] posts, SensorProfile[] sensors)
    {
        RegistryJson = registryJson;
        Registry = registry;
        _posts = posts;
        Sensors = sensors;
    }

    /// <summary>The contract's REGISTRY.json, UTF-8.</summary>
    public ReadOnlyMemory<byte> RegistryJson { get; }

    /// <summary>The same, read.</summary>
    public Registry Registry { get; }

    /// <summary>What stands at each fed point; by number.</summary>
    internal IReadOnlyList<SensorProfile> Sensors { get; }

    /// <summary>The district of <paramref name="seed"/>.</summary>
    public static DemoDistrict Create(int seed)
    {
        var posts = new List<(string Id, string Enterprise, Employer Employer, Post Post)>();
        for (var e = 0; e < Employers.All.Count; e++)
        {
            var employer = Employers.All[e];
            var enterprise = string.Create(CultureInfo.InvariantCulture, $"e{e + 1:00}");
            var count = e % 3 == 0 && e / 3 < LargeEmployers ? employer.Industry.Posts.Count : PostsOfSmall;
            posts.AddRange(employer.Industry.Posts.Take(count).Select((post, p) =>
                (string.Create(CultureInfo.InvariantCulture, $"{enterprise}-p{p + 1:00}"), enterprise, employer, post)));
        }

        var sensors = SensorPlan.Create(seed, [.. posts.Select(p => (p.Post, p.Employer.Calendar))]);
        var json = DistrictJson.Write([.. posts.Select(p => new DistrictPoint(p.Id, p.Enterprise, p.Employer.Calendar, p.Post))]);
        return RegistryReader.TryRead(json, out var registry, out var faults)
            ? new DemoDistrict(json, registry, [.. posts.Select(p => p.Post)], sensors)
            : throw new UnreachableException($"The demo's registry is wrong: {faults[0]}");
    }

    /// <summary>Number of the first point with this post at this calendar, or at any.</summary>
    internal int Find(string post, string? calendar = null)
    {
        for (var i = 0; i < FedPoints; i++)
        {
            if (_posts[i].Name == post && (calendar is null || Registry.Points[i].Calendar.Id == calendar))
            {
                return i;
            }
        }

        throw new UnreachableException($"The demo has no {post} with calendar {calendar}.");
    }
}
