using System.Buffers.Binary;
using System.Text;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>The few packets of MQTT 3.1.1 that the generator and the simple targets need, as bytes.</summary>
internal static class RawPackets
{
    public const byte Connect = 0x10;
    public const byte Publish = 0x30;
    public const byte PublishQos1 = 0x32;
    public const byte PubAck = 0x40;
    public const int PubAckBytes = 4;

    private const byte Subscribe = 0x82;
    private const byte SubAck = 0x90;
    private const int ShortBytesMax = 127; // a remaining length of one byte

    /// <summary>CONNACK, accepted.</summary>
    public static readonly byte[] Connected = [0x20, 2, 0, 0];

    public static readonly byte[] PingRequest = [0xC0, 0];

    public static readonly byte[] PingResponse = [0xD0, 0];

    /// <summary>CONNECT with a clean session and no keep-alive.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="user">User name, sent with a password; null for neither.</param>
    public static byte[] ConnectOf(string clientId, string? user) => user is null
        ? Packet(Connect, [.. Text("MQTT"), 4, 0x02, 0, 0, .. Text(clientId)])
        : Packet(Connect, [.. Text("MQTT"), 4, 0xC2, 0, 0, .. Text(clientId), .. Text(user), .. Text("secret")]);

    /// <summary>SUBSCRIBE with packet identifier 1.</summary>
    public static byte[] SubscribeTo(string filter, byte qos) => Packet(Subscribe, [0, 1, .. Text(filter), qos]);

    /// <summary>SUBACK of packet 1, granted what was asked for.</summary>
    public static byte[] SubscribedAt(byte qos) => [SubAck, 3, 0, 1, qos];

    /// <summary>PUBLISH.</summary>
    /// <param name="topic">Topic name.</param>
    /// <param name="payload">Payload.</param>
    /// <param name="packetId">Not 0 at QoS 1; null at QoS 0.</param>
    public static byte[] PublishOf(string topic, string payload, ushort? packetId) => packetId is { } id
        ? Packet(PublishQos1, [.. Text(topic), (byte)(id >> 8), (byte)(id & 0xFF), .. Encoding.UTF8.GetBytes(payload)])
        : Packet(Publish, [.. Text(topic), .. Encoding.UTF8.GetBytes(payload)]);

    private static byte[] Packet(byte first, byte[] rest) => rest.Length <= ShortBytesMax
        ? [first, (byte)rest.Length, .. rest]
        : throw new ArgumentOutOfRangeException(nameof(rest), rest.Length, "a packet of the benchmark is short");

    private static byte[] Text(string text)
    {
        var bytes = new byte[2 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(bytes.Length - 2));
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(2));
        return bytes;
    }
}
