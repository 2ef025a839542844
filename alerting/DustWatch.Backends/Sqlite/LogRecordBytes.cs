using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Text;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The bodies of <c>log.db</c>'s rows, and their checksum. Whole numbers are little-endian.
/// <code>
/// samples    = *sample
/// sample     = time value point quantity flag
/// time       = int64    ; ms UTC
/// value      = int64    ; 10⁻⁶ of the unit, or 0.01 dB
/// point      = int32    ; number in the registry
/// quantity   = uint8    ; DustWatch.Measurements.Quantity
/// flag       = uint8    ; DustWatch.Measurements.SampleFlag
/// tick       =          ; empty
/// registry   = int32 *OCTET              ; version, UTF-8 JSON
/// rules      = int32 *OCTET              ; version, UTF-8 JSON or nothing
/// readmitted = *int64                    ; position of a quarantined sample
/// refused    = *(int32 int32)            ; point, how many
/// quarantine = sample uint16 *OCTET *OCTET ; length of the device's name, its name, the reason, UTF-8
/// </code>
/// </summary>
internal static class LogRecordBytes
{
    /// <summary>Bytes of a sample.</summary>
    public const int SampleLength = 22;

    /// <summary>Longest device name that is stored.</summary>
    public const int DeviceBytesMaximum = 256;

    private const int VersionLength = sizeof(int);
    private const int RefusedLength = 2 * sizeof(int);
    private const int NameLengthLength = sizeof(ushort);

    /// <summary>Writes samples one after the other; <paramref name="body"/> has room for them.</summary>
    public static void WriteSamples(ReadOnlySpan<Sample> samples, Span<byte> body)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            WriteSample(in samples[i], body[..SampleLength]);
            body = body[SampleLength..];
        }
    }

    /// <summary>A registry's or the rules' body.</summary>
    public static byte[] VersionBody(int version, ReadOnlySpan<byte> json)
    {
        var body = new byte[VersionLength + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, version);
        json.CopyTo(body.AsSpan(VersionLength));
        return body;
    }

    /// <summary>The body of what was taken in again.</summary>
    public static byte[] ReadmissionBody(ReadOnlySpan<long> quarantined)
    {
        var body = new byte[quarantined.Length * sizeof(long)];
        for (var i = 0; i < quarantined.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(i * sizeof(long)), quarantined[i]);
        }

        return body;
    }

    /// <summary>The body of what was refused.</summary>
    public static byte[] RefusedBody(ReadOnlySpan<RefusedCount> counts)
    {
        var body = new byte[counts.Length * RefusedLength];
        for (var i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(i * RefusedLength), counts[i].Point);
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan((i * RefusedLength) + sizeof(int)), counts[i].Count);
        }

        return body;
    }

    /// <summary>A quarantined sample's body; a longer device name is cut.</summary>
    public static byte[] QuarantineBody(string device, in Sample sample, string reason)
    {
        var name = Encoding.UTF8.GetBytes(device);
        var nameLength = Math.Min(name.Length, DeviceBytesMaximum);
        var body = new byte[SampleLength + NameLengthLength + nameLength + Encoding.UTF8.GetByteCount(reason)];
        WriteSample(in sample, body);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(SampleLength), (ushort)nameLength);
        name.AsSpan(0, nameLength).CopyTo(body.AsSpan(SampleLength + NameLengthLength));
        Encoding.UTF8.GetBytes(reason, body.AsSpan(SampleLength + NameLengthLength + nameLength));
        return body;
    }

    /// <summary>The record that a row holds.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown, or the body too short: it was written by a newer version.</exception>
    public static LogRecord Read(long position, Instant at, LogRecordKind kind, ReadOnlySpan<byte> body) => kind switch
    {
        LogRecordKind.Samples => new SampleBatch(position, at, ReadSamples(body)),
        LogRecordKind.Tick => new Tick(position, at),
        LogRecordKind.Registry when body.Length >= VersionLength =>
            new RegistryChange(position, at, BinaryPrimitives.ReadInt32LittleEndian(body), body[VersionLength..].ToArray()),
        LogRecordKind.Rules when body.Length >= VersionLength =>
            new RulesChange(position, at, BinaryPrimitives.ReadInt32LittleEndian(body), body[VersionLength..].ToArray()),
        LogRecordKind.Readmission when body.Length % sizeof(long) == 0 => new Readmission(position, at, ReadPositions(body)),
        LogRecordKind.Refused when body.Length % RefusedLength == 0 => new RefusedValues(position, at, ReadRefused(body)),
        LogRecordKind.Quarantine when body.Length >= SampleLength + NameLengthLength => ReadQuarantine(position, at, body),
        _ => throw new InvalidDataException($"Record {position} of the log has kind {(int)kind} and {body.Length} bytes: no kind that this version reads."),
    };

    /// <summary>
    /// CRC-32C (Castagnoli, reflected 0x82F63B78, initial value and final xor 0xFFFFFFFF) over position, at (int64, little-endian), kind (uint8) and body.
    /// </summary>
    public static uint Checksum(long position, Instant at, LogRecordKind kind, ReadOnlySpan<byte> body)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, unchecked((ulong)position));
        crc = BitOperations.Crc32C(crc, unchecked((ulong)at.Milliseconds));
        crc = BitOperations.Crc32C(crc, (byte)kind);
        return ~Crc32C.Update(crc, body);
    }

    private static void WriteSample(in Sample sample, Span<byte> body)
    {
        BinaryPrimitives.WriteInt64LittleEndian(body, sample.Time.Milliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], sample.Value);
        BinaryPrimitives.WriteInt32LittleEndian(body[16..], sample.Point);
        body[20] = (byte)sample.Quantity;
        body[21] = (byte)sample.Flag;
    }

    private static Sample ReadSample(ReadOnlySpan<byte> body) => new(
        new Instant(BinaryPrimitives.ReadInt64LittleEndian(body)),
        BinaryPrimitives.ReadInt64LittleEndian(body[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(body[16..]),
        (Quantity)body[20],
        (SampleFlag)body[21]);

    private static Sample[] ReadSamples(ReadOnlySpan<byte> body)
    {
        Debug.Assert(body.Length % SampleLength == 0, "The checksum holds, so the body is whole.");
        var samples = new Sample[body.Length / SampleLength];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = ReadSample(body[..SampleLength]);
            body = body[SampleLength..];
        }

        return samples;
    }

    private static long[] ReadPositions(ReadOnlySpan<byte> body)
    {
        var positions = new long[body.Length / sizeof(long)];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = BinaryPrimitives.ReadInt64LittleEndian(body[(i * sizeof(long))..]);
        }

        return positions;
    }

    private static RefusedCount[] ReadRefused(ReadOnlySpan<byte> body)
    {
        var counts = new RefusedCount[body.Length / RefusedLength];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = new RefusedCount(BinaryPrimitives.ReadInt32LittleEndian(body), BinaryPrimitives.ReadInt32LittleEndian(body[sizeof(int)..]));
            body = body[RefusedLength..];
        }

        return counts;
    }

    private static QuarantinedSample ReadQuarantine(long position, Instant at, ReadOnlySpan<byte> body)
    {
        var sample = ReadSample(body);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(body[SampleLength..]);
        var rest = body[(SampleLength + NameLengthLength)..];
        if (nameLength > rest.Length)
        {
            throw new InvalidDataException($"Record {position} of the log names a device of {nameLength} bytes in {rest.Length}.");
        }

        return new QuarantinedSample(position, at, Encoding.UTF8.GetString(rest[..nameLength]), sample, Encoding.UTF8.GetString(rest[nameLength..]));
    }
}
