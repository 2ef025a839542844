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
    private const int Version = 5;
    private const int HashLength = SHA256.HashSizeInBytes;
    private const int HeaderLength = 12;

    private static ReadOnlySpan<byte> Magic => "DWDETECT"u8;

    public static void Save(IBufferWriter<byte> output, DetectionPlan plan, DetectionState state, int shard, int shards, DetectionCounts counts)
    {
        using var hashed = new HashedOutput(output);
        hashed.Write(Magic);
        hashed.Write(BitConverter.GetBytes(Version));
        hashed.Write(FingerprintOf(plan, shard, shards));
        var codec = new StateCodec(hashed);
        Transfer(ref codec, plan, state, ref counts);
        hashed.Complete();
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
