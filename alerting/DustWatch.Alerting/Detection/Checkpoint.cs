using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// A detector's state as bytes:
/// <c>checkpoint = magic version fingerprint body checksum</c>; the fingerprint is SHA-256 of shard, points and rules, the checksum SHA-256 of all before it.
/// </summary>
internal static class Checkpoint
{
    private const int Version = 1;
    private const int HashLength = SHA256.HashSizeInBytes;
    private const int HeaderLength = 12;
    private const long SlotsMaximum = 1_000_000;

    private static ReadOnlySpan<byte> Magic => "DWDETECT"u8;

    public static void Save(IBufferWriter<byte> output, DetectionPlan plan, DetectionState state, int shard, int shards, DetectionCounts counts)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write(Magic);
        body.Write(BitConverter.GetBytes(Version));
        body.Write(FingerprintOf(plan, shard, shards));
        var codec = new StateCodec(body);
        Transfer(ref codec, plan, state, ref counts);
        output.Write(body.WrittenSpan);
        output.Write(SHA256.HashData(body.WrittenSpan));
    }

    public static bool TryLoad(
        ReadOnlySpan<byte> data, DetectionPlan plan, DetectionState state, int shard, int shards, out DetectionCounts counts, out string? fault)
    {
        counts = default;
        fault = Check(data, plan, shard, shards);
        if (fault is not null)
        {
            return false;
        }

        var codec = new StateCodec(data[(HeaderLength + HashLength)..^HashLength]);
        Transfer(ref codec, plan, state, ref counts);
        fault = codec.IsBroken || !codec.IsAtEnd ? "The checkpoint's content does not fit its own lengths." : null;
        return fault is null;
    }

    private static string? Check(ReadOnlySpan<byte> data, DetectionPlan plan, int shard, int shards)
    {
        if (data.Length < HeaderLength + (2 * HashLength) || !data.StartsWith(Magic))
        {
            return "This is no checkpoint of a detector.";
        }

        if (BitConverter.ToInt32(data[Magic.Length..]) is var version && version != Version)
        {
            return $"The checkpoint has version {version}; this program reads version {Version}.";
        }

        if (!SHA256.HashData(data[..^HashLength]).AsSpan().SequenceEqual(data[^HashLength..]))
        {
            return "The checkpoint is damaged: its checksum does not fit.";
        }

        return data.Slice(HeaderLength, HashLength).SequenceEqual(FingerprintOf(plan, shard, shards))
            ? null
            : "The checkpoint was written with other points, rules or shards.";
    }

    private static byte[] FingerprintOf(DetectionPlan plan, int shard, int shards)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{shard}/{shards}\n")));
        foreach (var point in plan.Points)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(point.Key));
            hash.AppendData("\n"u8);
        }

        return hash.GetHashAndReset();
    }

    private static void Transfer(ref StateCodec codec, DetectionPlan plan, DetectionState state, ref DetectionCounts counts)
    {
        var (samples, late, duplicates, conflicts) = counts;
        codec.Long(ref samples);
        codec.Long(ref late);
        codec.Long(ref duplicates);
        codec.Long(ref conflicts);
        counts = new DetectionCounts(samples, late, duplicates, conflicts);
        foreach (ref var arrival in state.Arrivals.AsSpan())
        {
            codec.Long(ref arrival);
        }

        foreach (ref var silence in state.Silences.AsSpan())
        {
            Transfer(ref codec, ref silence);
        }

        for (var i = 0; i < state.Series.Length; i++)
        {
            Transfer(ref codec, ref state.Series[i]);
            Transfer(ref codec, plan.Series[i], ref state.Rings[i]);
        }

        for (var i = 0; i < state.Tracks.Length; i++)
        {
            Transfer(ref codec, ref state.Tracks[i]);
            Transfer(ref codec, ref state.Maxima[i]);
        }

        foreach (ref var latch in state.Latches.AsSpan())
        {
            codec.Bool(ref latch.IsOn);
            codec.Long(ref latch.RunStart);
            codec.Long(ref latch.RunCovered);
        }
    }

    private static void Transfer(ref StateCodec codec, ref SilenceState silence)
    {
        codec.Bool(ref silence.IsFault);
        codec.Long(ref silence.EpisodeStart);
        codec.Long(ref silence.LastAt);
        codec.Int(ref silence.LastN);
    }

    private static void Transfer(ref StateCodec codec, ref SeriesState series)
    {
        codec.Long(ref series.LastTime);
        codec.Long(ref series.LastValue);
        codec.Long(ref series.LastArrival);
        codec.Long(ref series.CoveredEnd);
        codec.Long(ref series.CoveredTotal);
        codec.Long(ref series.ClosedUntil);
    }

    private static void Transfer(ref StateCodec codec, ref TrackState track)
    {
        var level = (int)track.Level;
        codec.Int(ref level);
        track.Level = (Level)level;
        codec.Bool(ref track.IsQuiet);
        codec.Long(ref track.EpisodeStart);
        codec.Long(ref track.LastAt);
        codec.Int(ref track.LastN);
        codec.Long(ref track.Start);
        codec.Long(ref track.End);
        codec.Int(ref track.Shift);
        codec.Bool(ref track.IsOpen);
        codec.Wide(ref track.Sum);
        codec.Long(ref track.Covered);
        codec.Bool(ref track.IsCensored);
        codec.Long(ref track.LastValue);
        codec.Long(ref track.PeakTime);
        codec.Long(ref track.PeakValue);
        codec.Long(ref track.Minutes.MinuteEnd);
        codec.Wide(ref track.Minutes.Sum);
        codec.Long(ref track.Minutes.Covered);
        codec.Wide(ref track.Minutes.BestSum);
        codec.Long(ref track.Minutes.BestCovered);
        codec.Long(ref track.Sliding.Tail);
        codec.Wide(ref track.Sliding.Sum);
        codec.Long(ref track.Sliding.Covered);
    }

    private static void Transfer(ref StateCodec codec, SeriesPlan series, ref IntervalRing? ring)
    {
        var has = ring is not null;
        codec.Bool(ref has);
        if (!has)
        {
            return;
        }

        ring ??= new IntervalRing(Math.Max(1, series.RingMilliseconds), series.IntervalMilliseconds);
        var (tail, count) = (ring.Tail, ring.Head - ring.Tail);
        codec.Long(ref tail);
        codec.Long(ref count);
        if (count is < 0 or > SlotsMaximum)
        {
            codec.Refuse();
            return;
        }

        if (codec.IsReading)
        {
            ring.Restart(tail);
        }

        for (var i = 0L; i < count && !codec.IsBroken; i++)
        {
            var slot = codec.IsReading ? default : ring[tail + i];
            codec.Long(ref slot.End);
            codec.Long(ref slot.Value);
            codec.Int(ref slot.Milliseconds);
            codec.Bool(ref slot.IsCensored);
            if (codec.IsReading)
            {
                ring.Push(slot.End, slot.Milliseconds, slot.Value, slot.IsCensored);
            }
        }
    }

    private static void Transfer(ref StateCodec codec, ref SlidingMaximum? maximum)
    {
        var count = maximum?.Count ?? -1;
        codec.Int(ref count);
        if (count > SlotsMaximum)
        {
            codec.Refuse();
        }

        for (var i = 0; i < count && !codec.IsBroken; i++)
        {
            var (end, value) = codec.IsReading ? default : maximum?[i] ?? default;
            codec.Long(ref end);
            codec.Long(ref value);
            if (codec.IsReading)
            {
                maximum ??= new SlidingMaximum();
                maximum.Add(end, value);
            }
        }
    }
}
