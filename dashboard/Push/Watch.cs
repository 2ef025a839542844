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
    private const int IdLengthMaximum = 64;

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

    /// <summary>
    /// Whether <paramref name="request"/> is made of ids. Others would match nothing, and could give a group the name of one that shows something else.
    /// </summary>
    public static bool IsRight(WatchScope? request) => request is not null && IsIdOrNone(request.District) && IsIdOrNone(request.Enterprise) && IsIdOrNone(request.Point);

    /// <summary>Nothing yet, in the caller's scope.</summary>
    public static Watch NothingOf(Caller caller) => new(caller.District, caller.Enterprise, []);

    /// <summary>This and <paramref name="request"/>.</summary>
    public Watch With(WatchScope request) =>
        this with { Requests = [.. Requests.Append(request).DistinctBy(KeyOf).OrderBy(KeyOf, StringComparer.Ordinal)] };

    /// <summary>This without <paramref name="request"/>.</summary>
    public Watch Without(WatchScope request) => this with { Requests = [.. Requests.Where(r => KeyOf(r) != KeyOf(request))] };

    private static bool IsIdOrNone(string? id) =>
        id is null || (id.Length is > 0 and <= IdLengthMaximum && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'));

    private static string KeyOf(WatchScope request) => $"{request.District}/{request.Enterprise}/{request.Point}";
}
