using DustWatch.Ingest.Decoding;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>
/// From bytes to samples in one synchronous call: who may send this, of which point, what does it say, can it be. Any number of threads, each
/// with senders and a batch of its own.
/// </summary>
public sealed class SampleIntake
{
    private readonly IntakeOptions _options;
    private readonly IntakeDiagnostics _diagnostics;
    private volatile RegistryIntake _registry;

    /// <summary>Makes an intake for the points and devices of <paramref name="registry"/>.</summary>
    public SampleIntake(Registry registry, IntakeOptions options, IntakeDiagnostics diagnostics)
    {
        _registry = new RegistryIntake(registry);
        _options = options;
        _diagnostics = diagnostics;
    }

    /// <summary>What was refused of points whose senders may publish for them: for the log, which takes it with its ticks.</summary>
    public RefusalCounts RefusedOfPoints { get; } = new();

    /// <summary>From here on <paramref name="registry"/> holds. Payloads under way end with the one before.</summary>
    public void Use(Registry registry) => _registry = new RegistryIntake(registry);

    /// <summary>Whether the registry that holds now has this device.</summary>
    public bool KnowsDevice(string id) => _registry.FindDevice(id) is not null;

    /// <summary>
    /// Takes one payload. What is good is appended to <paramref name="batch"/>; what is not is counted and listed for the sender. Does not
    /// allocate while nothing is refused.
    /// </summary>
    /// <param name="topic">As published, UTF-8.</param>
    /// <param name="payload">As published.</param>
    /// <param name="sender">Who published it.</param>
    /// <param name="arrival">Server time.</param>
    /// <param name="batch">The caller clears it, once what it holds has been handed on.</param>
    public IntakeResult Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, Sender sender, Instant arrival, IntakeBatch batch)
    {
        batch.ClearRefusals();
        var before = batch.Mark;
        var reason = Authorize(topic, sender, arrival, out var kind, out var point, out var device);
        var isOfPoint = kind != TopicKind.Status && reason is (RejectReason.None or RejectReason.Quota);
        bool? isOnline = null;
        if (reason == RejectReason.None)
        {
            reason = kind == TopicKind.Status
                ? ReadStatus(payload, out isOnline)
                : ReadSamples(payload, new ElementGate(point!, device, arrival, _options.LateHorizonMilliseconds), batch); // found, or refused
        }

        if (reason != RejectReason.None)
        {
            batch.Refuse(reason);
        }

        var taken = batch.Samples.Length - before.Samples;
        sender.Quota.Spend(taken);
        var diagnostics = sender.DiagnosticsIn(_diagnostics);
        diagnostics.Took(taken, arrival);
        var refusals = batch.Refusals;
        if (!refusals.IsEmpty)
        {
            diagnostics.Refused(refusals, topic, point?.Id, payload, payload.Length, arrival);
        }

        var setAside = batch.Quarantine.Length - before.Quarantine;
        if (isOfPoint && refusals.Length > setAside)
        {
            RefusedOfPoints.Add(point!.Number, refusals.Length - setAside); // authorized, so found
        }

        var first = refusals.IsEmpty ? RejectReason.None : refusals[0].Reason;
        return new IntakeResult(point?.Number ?? -1, taken, setAside, refusals.Length - setAside, first, isOnline);
    }

    /// <summary>Counts and lists a payload that the endpoint itself refused, such as one that was too large to be kept.</summary>
    /// <param name="topic">As published.</param>
    /// <param name="head">What was kept of the payload.</param>
    /// <param name="bytes">Its whole length.</param>
    /// <param name="reason">Why.</param>
    /// <param name="sender">Who published it.</param>
    /// <param name="arrival">Server time.</param>
    public IntakeResult Refuse(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> head, int bytes, RejectReason reason, Sender sender, Instant arrival)
    {
        var diagnostics = sender.DiagnosticsIn(_diagnostics);
        diagnostics.Took(0, arrival);
        diagnostics.Refused([new Refusal(reason, 0, 0)], topic, FindPoint(SampleTopic.Read(topic))?.Id, head, bytes, arrival);
        if (Authorize(topic, sender, arrival, out var kind, out var point, out _) is (RejectReason.None or RejectReason.Quota) && kind != TopicKind.Status)
        {
            RefusedOfPoints.Add(point!.Number, 1); // authorized, so found
        }

        return new IntakeResult(-1, 0, 0, 1, reason, null);
    }

    /// <summary>Whether <paramref name="sender"/> may be told what is published to a topic: a device the alerts of its points, and nobody anything else. Also judges a topic filter, which never has a wildcard then.</summary>
    /// <param name="topic">UTF-8.</param>
    /// <param name="sender">Its registry is looked up anew each time, so that this may be called beside <see cref="Take"/>.</param>
    public bool MayReceive(ReadOnlySpan<byte> topic, Sender sender)
    {
        var registry = _registry;
        var parts = SampleTopic.Read(topic);
        return parts.Kind == TopicKind.Alert
            && sender.Kind == SenderKind.Device
            && FindPoint(registry, parts) is { } point
            && registry.FindDevice(sender.Key) is { } device
            && device.Owns(point.Number);
    }

    private RejectReason Authorize(
        ReadOnlySpan<byte> topic, Sender sender, Instant arrival, out TopicKind kind, out PointIntake? point, out DeviceIntake device)
    {
        var registry = _registry;
        var dataPoint = registry.FindDataTopic(topic);
        var parts = dataPoint is null ? SampleTopic.Read(topic) : default;
        var own = sender.DeviceIn(registry);
        kind = dataPoint is null ? parts.Kind : TopicKind.Data;
        device = own ?? DeviceIntake.Default;
        point = null;

        var mayPublish = sender.Kind switch
        {
            SenderKind.Anonymous => kind == TopicKind.Data,
            SenderKind.Device => own is not null && kind is (TopicKind.Data or TopicKind.Status or TopicKind.OwnTelemetry),
            SenderKind.Broker => kind is TopicKind.Data or TopicKind.Status,
            _ => throw new ArgumentException($"No such kind of sender: {sender.Kind}.", nameof(sender)),
        };
        if (!mayPublish)
        {
            return RejectReason.NotAuthorized;
        }

        point = dataPoint is not null ? dataPoint
            : kind != TopicKind.OwnTelemetry ? FindPoint(registry, parts)
            : device.Points.Length == 1 ? registry.Point(device.Points[0])
            : null;
        if (point is null)
        {
            return RejectReason.UnknownPoint;
        }

        if (own is not null && !own.Owns(point.Number))
        {
            return RejectReason.NotAuthorized;
        }

        device = own ?? point.Device;
        // A broker speaks for many devices, and its own limits hold.
        return sender.Kind == SenderKind.Broker || sender.Quota.MayEnter(arrival, _options.SamplesPerSecond) ? RejectReason.None : RejectReason.Quota;
    }

    private PointIntake? FindPoint(in SampleTopic topic) => topic.Kind is TopicKind.Data or TopicKind.Status ? FindPoint(_registry, topic) : null;

    private static PointIntake? FindPoint(RegistryIntake registry, in SampleTopic topic) =>
        registry.FindPoint(topic.Point) is { } point && topic.Enterprise.SequenceEqual(point.Enterprise) ? point : null;

    private static RejectReason ReadSamples(ReadOnlySpan<byte> payload, in ElementGate gate, IntakeBatch batch)
    {
        if (payload.Length > IntakeOptions.PayloadBytesMaximum)
        {
            return RejectReason.TooLarge;
        }

        JsonSamples.Decode(payload, gate, batch);
        return RejectReason.None;
    }

    private static RejectReason ReadStatus(ReadOnlySpan<byte> payload, out bool? isOnline)
    {
        isOnline = payload.SequenceEqual("online"u8) ? true : payload.SequenceEqual("offline"u8) ? false : null;
        return isOnline is null ? RejectReason.Malformed : RejectReason.None;
    }
}
