using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using DustWatch.Ingest.Decoding;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Diagnostics;

/// <summary>What all devices sent and what became of it. Any thread.</summary>
public sealed class IntakeDiagnostics
{
    /// <summary>Under this name stands what clients without a name sent.</summary>
    public const string AnonymousDevice = "anonymous";

    /// <summary>Under this name stand together the devices past <see cref="DevicesMaximum"/>.</summary>
    public const string OtherDevices = "others";

    /// <summary>How many devices are told apart: at some 12 kB each when all are full of refusals.</summary>
    public const int DevicesMaximum = 10_000;

    private readonly ConcurrentDictionary<string, DeviceDiagnostics> _devices = new(StringComparer.Ordinal);
    private readonly long[] _refused = new long[RejectReasons.Count]; // [reason]

    /// <summary>Samples taken of all devices, for <c>dustwatch_ingest_samples_total</c>: the sum of theirs, as one count for all would go from core to core with every message.</summary>
    public long Taken
    {
        get
        {
            var taken = 0L;
            foreach (var (_, device) in _devices)
            {
                taken += device.Taken;
            }

            return taken;
        }
    }

    /// <summary>Values refused of all devices, for <c>dustwatch_ingest_rejected_total</c>.</summary>
    public long Refused(RejectReason reason) => Interlocked.Read(ref _refused[(int)reason]);

    /// <summary>The device's own book; made when it is first asked for.</summary>
    public DeviceDiagnostics Of(string device)
    {
        if (_devices.TryGetValue(device, out var found))
        {
            return found;
        }

        // Several threads may pass the bound at once, by as many devices as there are threads.
        var name = _devices.Count < DevicesMaximum ? device : OtherDevices;
        return _devices.GetOrAdd(name, static (key, all) => new DeviceDiagnostics(key, all), this);
    }

    /// <summary>How things stand with a device; null when it never sent anything.</summary>
    public DeviceReport? Find(string device) => _devices.GetValueOrDefault(device)?.Report();

    /// <summary>
    /// Counts and lists samples that detection found to be there already, under every device of their point: which of them sent it is not in the log. A point
    /// without a device is sent for by clients without a name.
    /// </summary>
    /// <param name="registry">For names.</param>
    /// <param name="sample">The first of them.</param>
    /// <param name="reason"><see cref="RejectReason.Duplicate"/> or <see cref="RejectReason.Conflict"/>.</param>
    /// <param name="count">How many of the sample's point and quantity.</param>
    /// <param name="at">When they arrived.</param>
    public void Repeated(Registry registry, in Sample sample, RejectReason reason, int count, Instant at)
    {
        var text = new ArrayBufferWriter<byte>();
        JsonSamples.Write(text, [sample]);
        var point = registry.Points[sample.Point];
        var repeat = new RefusedPayload(
            at, $"dustwatch/v1/{point.Enterprise}/{point.Id}/data", point.Id, reason, Quantities.NameOf(sample.Quantity), count, text.WrittenCount, Encoding.UTF8.GetString(text.WrittenSpan));
        Count(reason, count);
        var devices = registry.DevicesOf(point.Id);
        foreach (var device in devices.Count == 0 ? [AnonymousDevice] : devices)
        {
            Of(device).Repeated(repeat);
        }
    }

    internal void Count(RejectReason reason, long count) => Interlocked.Add(ref _refused[(int)reason], count);
}
