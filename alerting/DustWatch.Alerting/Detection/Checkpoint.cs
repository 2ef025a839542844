using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// A detector's state as bytes: <c>checkpoint = magic version fingerprint body</c>; the fingerprint is SHA-256 of shard, points and rules. Whoever keeps it sees to it that
/// no byte changes.
/// </summary>
internal static class Checkpoint
{
    private const int Version = 6;
    private const int HashLength = SHA256.HashSizeInBytes;
    private const int HeaderLength = 12;
    private const string NoCheckpoint = "This is no checkpoint of a detector.";

    private static ReadOnlySpan<byte> Magic => "DWDETECT"u8;

    public static void Save(IBufferWriter<byte> output, DetectionPlan plan, DetectionState state, int shard, int shards, DetectionCounts counts)
    {
        output.Write(Magic);
        output.Write(BitConverter.GetBytes(Version));
        output.Write(FingerprintOf(plan, shard, shards));
        var codec = new StateCodec(output);
        Transfer(ref codec, plan, state, ref counts);
        codec.Complete();
    }

    public static bool TryLoad(
        ReadOnlySequence<byte> data, DetectionPlan plan, DetectionState state, int shard, int shards, out DetectionCounts counts, out string? fault)
    {
        counts = default;
        fault = Check(data, plan, shard, shards);
        if (fault is not null)
        {
            return false;
        }

        var codec = new StateCodec(data.Slice(HeaderLength + HashLength));
        Transfer(ref codec, plan, state, ref counts);
        fault = codec.IsBroken || !codec.IsAtEnd ? "The checkpoint's content does not fit its own lengths." : null;
        return fault is null;
    }

    private static string? Check(ReadOnlySequence<byte> data, DetectionPlan plan, int shard, int shards)
    {
        Span<byte> start = stackalloc byte[HeaderLength + HashLength];
        if (data.Length < start.Length)
        {
            return NoCheckpoint;
        }

        data.Slice(0, start.Length).CopyTo(start);
        if (!start.StartsWith(Magic))
        {
            return NoCheckpoint;
        }

        if (BitConverter.ToInt32(start[Magic.Length..]) is var version && version != Version)
        {
            return $"The checkpoint has version {version}; this program reads version {Version}.";
        }

        return start[HeaderLength..].SequenceEqual(FingerprintOf(plan, shard, shards))
            ? null
            : "The checkpoint was written with other points, rules or shards.";
    }

    private static byte[] FingerprintOf(DetectionPlan plan, int shard, int shards)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{shard}/{shards}\n")));
        hash.AppendData(plan.Fingerprint);
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
        StateTransfer.Transfer(ref codec, plan, state);
    }
}
