using System.Text.Json;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>
/// <c>GET devices/{id}/diagnostics</c>: those who look after devices. <c>POST devices/{id}/quarantine/readmit</c>: administrators and operators. A device is in a
/// caller's scope when all of its points are.
/// </summary>
internal static class DevicesApi
{
    private const int QuarantineMaximum = 100;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("devices/{id}/diagnostics", Diagnostics)
            .Describe<DeviceDiagnosticsView>("getDiagnostics", "What the device sent, what was refused of it and why.")
            .RequireAuthorization(Policies.MayDiagnose);
        api.MapPost("devices/{id}/quarantine/readmit", ReadmitAsync)
            .Describe<ReadmissionView>("readmitQuarantine", "Takes the samples that were set aside of a device, with an offset off their time; what cannot be with it either stays.")
            .RequireAuthorization(Policies.MayReadmit);
    }

    private static IResult Diagnostics(string id, HttpContext context, RegistryHolder registry, IntakeDiagnostics diagnostics, IQuarantine quarantine, BoundEndPoints bound, Pipeline.Pipeline pipeline)
    {
        var caller = Caller.From(context.User);
        var broker = caller.SeesAll ? pipeline.Brokers.FirstOrDefault(b => b.Name == id) : null;
        if (broker is null && !Sees(caller, registry.Current, id))
        {
            return Problems.NotFound($"device '{id}'");
        }

        var report = diagnostics.Find(id) ?? new DeviceReport(id, null, 0, new Dictionary<RejectReason, long>(), []);
        return TypedResults.Ok(DeviceViews.Of(registry.Current, report, quarantine.ReadQuarantine(id, QuarantineMaximum), bound.Mqtt?.IPEndPoint?.Port, broker));
    }

    // A stop between the two appends leaves samples set aside that are in the log as well: taken in once more, they are duplicates.
    private static async Task<IResult> ReadmitAsync(string id, ReadmissionRequest request, HttpContext context, Installation installation, TimeProvider clock)
    {
        var caller = Caller.From(context.User);
        if (!Sees(caller, installation.Registry.Current, id))
        {
            return Problems.NotFound($"device '{id}'");
        }

        if (!IsoDuration.TryParseSigned(request.Offset, out var offset) || Math.Abs(offset) > DeviceProfile.OffsetMillisecondsMax)
        {
            return Problems.Invalid("The body is not right.", new Dictionary<string, string[]> { ["offset"] = ["must be a duration such as PT8H, by which the device's clock was ahead, or -PT8H, by which it was behind; at most P36525D"] });
        }

        // After a crash it first takes again from the log what was readmitted before.
        if (!await installation.HistoryReachesLogAsync(context.RequestAborted))
        {
            return Problems.HistoryBehind();
        }

        var quarantined = installation.Quarantine.ReadQuarantine(id, Limits.ReadmittedSamplesMaximum);
        var mended = MendedSamples.From(quarantined, offset, Instant.Now(clock), installation.Settings.LateHorizonMilliseconds);
        if (mended.Samples.Length > 0)
        {
            await installation.Ledger.RecordAsync("readmit", caller.User, JsonSerializer.Serialize(new { device = id, offset = request.Offset, samples = mended.Samples.Length }));
            await installation.Log.AppendAsync(mended.Samples);
            await installation.Log.ReadmitAsync(mended.Quarantined);
        }

        return TypedResults.Ok(new ReadmissionView(mended.Samples.Length, quarantined.Count - mended.Samples.Length));
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
