using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary><c>GET devices/{id}/diagnostics</c>: those who look after devices; a device is in a caller's scope when all of its points are.</summary>
internal static class DevicesApi
{
    private const int QuarantineMaximum = 100;

    public static void Map(RouteGroupBuilder api) => api.MapGet("devices/{id}/diagnostics", Diagnostics)
        .Describe<DeviceDiagnosticsView>("getDiagnostics", "What the device sent, what was refused of it and why.")
        .RequireAuthorization(Policies.MayDiagnose);

    private static IResult Diagnostics(string id, HttpContext context, RegistryHolder registry, IntakeDiagnostics diagnostics, IHistory history, BoundEndPoints bound)
    {
        if (!Sees(Caller.From(context.User), registry.Current, id))
        {
            return Problems.NotFound($"device '{id}'");
        }

        var report = diagnostics.Find(id) ?? new DeviceReport(id, null, 0, new Dictionary<RejectReason, long>(), []);
        return TypedResults.Ok(DeviceViews.Of(registry.Current, report, history.ReadQuarantine(id, QuarantineMaximum), bound.Mqtt?.IPEndPoint?.Port));
    }

    // Nobody's own part of the world holds the anonymous clients, so only those who see everything see them.
    private static bool Sees(Caller caller, Registry registry, string id)
    {
        if (registry.FindDevice(id) is not { } device)
        {
            return caller.SeesAll && id == IntakeDiagnostics.AnonymousDevice;
        }

        return caller.SeesAll || (device.Points.Count > 0 && device.Points.All(p => registry.FindPoint(p) is { } point && caller.Sees(registry, point)));
    }
}
