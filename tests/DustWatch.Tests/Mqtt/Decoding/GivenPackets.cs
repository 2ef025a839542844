using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>Packets to begin with, and what random hands make of them.</summary>
internal static class GivenPackets
{
    public static byte[][] Of(MqttVersion version)
    {
        var none = version == MqttVersion.V500 ? new byte[] { 0 } : [];
        byte[][] both =
        [
            Wire.Connect(version), Wire.Connect(version, "", keepAlive: 60),
            Wire.Connect(version, flags: 0xEE, rest: Wire.Join(none, Wire.Text("w/t"), Wire.Text("x"), Wire.Text("u"), Wire.Text("p"))),
            Wire.Publish(version, "dustwatch/v1/e/p/data", "{\"dust_respirable\":0.82}"), Wire.Publish(version, "a/b", "1", id: 7), Wire.Publish(version, "粉尘", "", flags: 1),
            Wire.Packet(0x34, Wire.Text("q2"), Wire.U16(3), none), Wire.Packet(0x3D, Wire.Text("q2"), Wire.U16(3), none),
            Wire.Hex("40 02 0001"), Wire.Hex("50 02 0002"), Wire.Hex("62 02 0003"), Wire.Hex("70 02 FFFF"),
            Wire.Packet(0x82, Wire.U16(1), none, Wire.Text("a/+"), [1], Wire.Text("$share/g/#"), [0]), Wire.Packet(0x82, Wire.U16(1), none, Wire.Text("+/b/#"), [2]),
            Wire.Packet(0xA2, Wire.U16(2), none, Wire.Text("a/#"), Wire.Text("b")), Wire.PingReq, Wire.Hex("E0 00"),
        ];
        return version == MqttVersion.V311 ? both :
        [
            .. both,
            Wire.Connect(version, properties: Wire.Hex("14 11 00000001 21 0001 27 00000100 22 0005 17 01 19 00")),
            Wire.Connect(version, properties: Wire.Hex("10 15 0001 61 16 0002 0001 26 0001 6B 0001 76")),
            Wire.Connect(version, flags: 6, rest: Wire.Join(Wire.Hex("14 18 00000001 01 01 02 00000009 03 0001 63 09 0001 FF"), Wire.Text("w/t"), Wire.Text("x"))),
            Wire.Publish(version, "t", "x", id: 9, properties: Wire.Hex("0E 01 01 02 0000000A 08 0001 72 03 0000")),
            Wire.Publish(version, "", "x", properties: Wire.Hex("0A 23 0001 26 0001 6B 0001 76")), Wire.Publish(version, "t", "x", properties: Wire.Hex("09 0B 01 0B 8101 09 0001 00")),
            Wire.Hex("40 04 0001 10 00"), Wire.Hex("50 0A 0002 87 06 1F 0003 776879"), Wire.Hex("62 03 0003 92"), Wire.Hex("70 0B 0003 00 07 26 0001 6B 0001 76"),
            Wire.Packet(0x82, Wire.U16(1), Wire.Hex("02 0B 05"), Wire.Text("a"), [0x2D], Wire.Text("$share/g/a/+"), [0x1A]),
            Wire.Packet(0xA2, Wire.U16(2), Wire.Hex("07 26 0001 6B 0001 76"), Wire.Text("a/#")),
            Wire.Hex("E0 07 00 05 11 00000001"), Wire.Hex("E0 01 04"),
        ];
    }

    /// <summary>One to three changes: bits, bytes, more bytes, fewer, a piece of another packet. Half of the time the length is put right, so that the change gets past it.</summary>
    public static byte[] Mutate(Random random, byte[][] packets)
    {
        var bytes = packets[random.Next(packets.Length)].ToList();
        for (var n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(0x2C);
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    bytes.RemoveAt(at);
                    break;
                case 5:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at + 1));
                    break;
                default:
                    var other = packets[random.Next(packets.Length)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other[from..random.Next(from, Math.Min(other.Length, from + 12))]);
                    break;
            }
        }

        if (bytes.Count >= 2 && bytes.Count < 130 && random.Next(2) == 0)
        {
            bytes[1] = (byte)(bytes.Count - 2);
        }

        return [.. bytes];
    }
}
