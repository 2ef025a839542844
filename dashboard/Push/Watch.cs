using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Security;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Push;

/// <summary>What one browser watches: any of its requests, inside its scope.</summary>
/// <param name="District">The caller's district, or null for all.</param>
/// <param name="Enterprise">The caller's enterprise, or null for all.</param>
/// <param name="Requests">In order of their keys, each once.</param>
internal sealed record Watch(string? District, string? Enterprise, IReadOnlyList<WatchScope> Requests)
{
    /// <summary>The same for all who watch the same with the same scope.</summary>
    public string Group => $"live:{District}|{Enterprise}:{string.Join(',', Requests.Select(KeyOf))}";

    /// <summary>Whether <paramref name="point"/> is in it.</summary>
    public bool Shows(Registry registry, MonitoringPoint point)
    {
        var district = registry.DistrictOf(point);
        return (District is null || District == district)
            && (Enterprise is null || Enterprise == point.Enterprise)
            && Requests.Any(r => (r.District is null || r.District == district) && (r.Enterprise is null || r.Enterprise == point.Enterprise) && (r.Point is null || r.Point == point.Id));
    }

    /// <summary>Nothing yet, in the caller's scope.</summary>
    public static Watch NothingOf(Caller caller) => new(caller.District, caller.Enterprise, []);

    /// <summary>This and <paramref name="request"/>.</summary>
    public Watch With(WatchScope request) =>
        this with { Requests = [.. Requests.Append(request).DistinctBy(KeyOf).OrderBy(KeyOf, StringComparer.Ordinal)] };

    /// <summary>This without <paramref name="request"/>.</summary>
    public Watch Without(WatchScope request) => this with { Requests = [.. Requests.Where(r => KeyOf(r) != KeyOf(request))] };

    private static string KeyOf(WatchScope request) => $"{request.District}/{request.Enterprise}/{request.Point}";
}
