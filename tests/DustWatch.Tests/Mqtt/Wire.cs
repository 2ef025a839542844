using System.Buffers;
using System.Text;
using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt;

/// <summary>Packets written by hand, byte by byte as the standard draws them, so that the library is not tested with its own writer.</summary>
internal static class Wire
{
    public static readonly byte[] PingReq = [0xC0, 0];

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        var all = new List<byte>();
        foreach (var part in parts)
        {
            all.AddRange(part);
        }

        return [.. all];
    }

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)(value & 0xFF)];

    public static byte[] Text(string text) => Binary(Encoding.UTF8.GetBytes(text));

    public static byte[] Binary(byte[] bytes) => Join(U16(bytes.Length), bytes);

    public static byte[] Variable(int value)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)(value % 128 + (value >= 128 ? 128 : 0)));
            value /= 128;
        }
        while (value > 0);
        return [.. bytes];
    }

    public static byte[] Packet(int firstByte, params ReadOnlySpan<byte[]> body)
    {
        var joined = Join(body);
        return Join([(byte)firstByte], Variable(joined.Length), joined);
    }

    public static byte[] Properties(params ReadOnlySpan<byte[]> properties)
    {
        var joined = Join(properties);
        return Join(Variable(joined.Length), joined);
    }

    /// <summary>CONNECT with the given flags; what follows the client identifier is the rest.</summary>
    public static byte[] Connect(MqttVersion version, string clientId = "c1", int flags = 2, int keepAlive = 0, byte[]? properties = null, byte[]? rest = null) =>
        Packet(0x10, Text("MQTT"), [(byte)version, (byte)flags], U16(keepAlive), version == MqttVersion.V500 ? properties ?? [0] : [], Text(clientId), rest ?? []);

    public static byte[] Publish(MqttVersion version, string topic, string payload, int id = 0, byte[]? properties = null, int flags = 0) =>
        Packet(0x30 | flags | (id > 0 ? 2 : 0), Text(topic), id > 0 ? U16(id) : [], version == MqttVersion.V500 ? properties ?? [0] : [], Encoding.UTF8.GetBytes(payload));

    /// <summary>The bytes in segments of the given length.</summary>
    public static ReadOnlySequence<byte> Segments(byte[] bytes, int length)
    {
        if (bytes.Length == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(bytes.AsMemory(0, Math.Min(length, bytes.Length)), 0);
        var last = first;
        for (var at = length; at < bytes.Length; at += length)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(length, bytes.Length - at)));
        }

        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
