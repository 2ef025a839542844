using System.Text;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Diagnostics;

/// <summary>
/// What one device sent and what became of it. Any thread may count; counting takes no lock. Only a refusal's text does, and there are
/// at most <see cref="RefusalsMaximum"/> of those at a time, and as many of samples that were there already.
/// </summary>
public sealed class DeviceDiagnostics
{
    /// <summary>How many refusals are kept; the oldest goes first.</summary>
    public const int RefusalsMaximum = 16;

    /// <summary>How much of a refused payload is kept, bytes.</summary>
    public const int HeadBytesMaximum = 256;

    /// <summary>How much of its topic is kept, bytes.</summary>
    public const int TopicBytesMaximum = 256;

    private const int NameBytesMaximum = 64;

    private readonly string _device;
    private readonly IntakeDiagnostics _all;
    private readonly long[] _refused = new long[RejectReasons.Count]; // [reason]
    private readonly Queue<RefusedPayload> _refusals = new(); // guarded by itself
    private readonly Queue<RefusedPayload> _repeats = new(); // guarded by _refusals: many repeats must not push a refusal out
    private long _taken;
    private long _lastSeenMilliseconds = long.MinValue;

    internal DeviceDiagnostics(string device, IntakeDiagnostics all)
    {
        _device = device;
        _all = all;
    }

    internal long Taken => Interlocked.Read(ref _taken);

    /// <summary>Counts what was found of this device's samples after they were taken (<c>duplicate</c>, <c>conflict</c>).</summary>
    public void Count(RejectReason reason, long count)
    {
        Interlocked.Add(ref _refused[(int)reason], count);
        _all.Count(reason, count);
    }

    /// <summary>Counts and lists samples that were there already; what all devices sent is counted elsewhere.</summary>
    internal void Repeated(RefusedPayload repeat)
    {
        Interlocked.Add(ref _refused[(int)repeat.Reason], repeat.Count);
        List(_repeats, repeat);
    }

    internal void Took(int samples, Instant arrival)
    {
        Volatile.Write(ref _lastSeenMilliseconds, arrival.Milliseconds);
        Interlocked.Add(ref _taken, samples);
    }

    /// <summary>Counts and lists the refusals of one payload.</summary>
    internal void Refused(ReadOnlySpan<Refusal> refusals, ReadOnlySpan<byte> topic, string? point, ReadOnlySpan<byte> payload, int bytes, Instant arrival)
    {
        Span<int> counts = stackalloc int[RejectReasons.Count]; // [reason]
        counts.Clear();
        foreach (ref readonly var refusal in refusals)
        {
            counts[(int)refusal.Reason]++;
        }

        var topicText = SecretMask.Apply(Text(topic, TopicBytesMaximum));
        var head = SecretMask.Apply(Text(payload, HeadBytesMaximum));
        foreach (ref readonly var refusal in refusals)
        {
            var count = counts[(int)refusal.Reason];
            if (count == 0)
            {
                continue; // listed already
            }

            counts[(int)refusal.Reason] = 0;
            Count(refusal.Reason, count);
            var name = refusal.NameLength == 0 ? null : Text(payload.Slice(refusal.NameStart, refusal.NameLength), NameBytesMaximum);
            List(_refusals, new RefusedPayload(arrival, topicText, point, refusal.Reason, name, count, bytes, head));
        }
    }

    /// <summary>How things stand.</summary>
    public DeviceReport Report()
    {
        var refused = new Dictionary<RejectReason, long>();
        foreach (var reason in RejectReasons.All)
        {
            if (Interlocked.Read(ref _refused[(int)reason]) is > 0 and var count)
            {
                refused.Add(reason, count);
            }
        }

        RefusedPayload[] refusals;
        lock (_refusals)
        {
            refusals = [.. _refusals.Concat(_repeats).Reverse().OrderByDescending(r => r.At)]; // stable
        }

        var lastSeen = Volatile.Read(ref _lastSeenMilliseconds);
        return new DeviceReport(_device, lastSeen == long.MinValue ? null : new Instant(lastSeen), Interlocked.Read(ref _taken), refused, refusals);
    }

    private void List(Queue<RefusedPayload> list, RefusedPayload refusal)
    {
        lock (_refusals)
        {
            if (list.Count == RefusalsMaximum)
            {
                list.Dequeue();
            }

            list.Enqueue(refusal);
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes, int bytesMaximum) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, bytesMaximum)]);
}
