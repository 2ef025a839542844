using System.Text.RegularExpressions;
using DustWatch.Mqtt;
using static DustWatch.Mqtt.MqttReasonCode;

namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>
/// Reads one packet as slowly and plainly as the standard is written, left to right, and throws at the first fault. What it says is a line of text:
/// the fields, or the reason code.
/// </summary>
internal static partial class ReferenceDecoder
{
    public static string Decode(byte[] packet, MqttVersion version)
    {
        try
        {
            var bytes = new ReferenceBytes(packet[1..]);
            var length = LengthOf(bytes, version);
            var body = new ReferenceBytes(bytes.Take(length));
            return Body(packet[0] / 16, packet[0] % 16, body, version);
        }
        catch (ReferenceFault fault)
        {
            return fault.Code.ToString();
        }
    }

    /// <summary>Only 5.0 wants the shortest form (1.5.5).</summary>
    private static int LengthOf(ReferenceBytes bytes, MqttVersion version)
    {
        if (version == MqttVersion.V500)
        {
            return bytes.Variable();
        }

        var (value, multiplier) = (0, 1);
        for (var i = 0; i < 4; i++)
        {
            var digit = bytes.Byte();
            value += digit % 128 * multiplier;
            multiplier *= 128;
            if (digit < 128)
            {
                return value;
            }
        }

        throw new ReferenceFault(MalformedPacket);
    }

    private static string Body(int type, int flags, ReferenceBytes body, MqttVersion version)
    {
        var isV5 = version == MqttVersion.V500;
        Require(type != 0 && (type != 15 || isV5), MalformedPacket);
        Require(type == 3 || flags == (type is 6 or 8 or 10 ? 2 : 0), MalformedPacket);
        return type switch
        {
            1 => Connect(body),
            3 => Publish(flags, body, isV5),
            4 or 5 or 6 or 7 => Acknowledgement(type, body, isV5),
            8 => Subscribe(body, isV5),
            10 => Unsubscribe(body, isV5),
            12 => End(body, "PINGREQ"),
            14 => Disconnect(body, isV5),
            _ => "other",
        };
    }

    private static string Connect(ReferenceBytes body)
    {
        var (name, level) = (body.Text(), body.Byte());
        Require(name == "MQTT" && level is 4 or 5, UnsupportedProtocolVersion);
        var isV5 = level == 5;
        var (flags, keepAlive) = (body.Byte(), body.Two());
        var (hasUser, hasPassword, willRetain, willQos, hasWill, isClean) = (flags / 128 == 1, flags / 64 % 2 == 1, flags / 32 % 2 == 1, flags / 8 % 4, flags / 4 % 2 == 1, flags / 2 % 2 == 1);
        Require(flags % 2 == 0 && willQos != 3 && (hasWill || willQos == 0 && !willRetain) && (isV5 || hasUser || !hasPassword), MalformedPacket);
        var properties = isV5 ? Properties(body, "CONNECT") : [];
        Require(!properties.Any(p => p.StartsWith("22=", StringComparison.Ordinal)) || properties.Any(p => p.StartsWith("21=", StringComparison.Ordinal)), ProtocolError);
        var id = body.Text();
        var will = "";
        if (hasWill)
        {
            var willProperties = isV5 ? Properties(body, "will") : [];
            var (topic, payload) = (body.Text(), body.Binary());
            Require(IsName(topic), MalformedPacket);
            will = $"will {topic} {Hex(payload)} {willQos} {willRetain} {string.Join(' ', willProperties)}";
        }

        var user = hasUser ? body.Text() : "none";
        var password = hasPassword ? Hex(body.Binary()) : "none";
        Require(id.Length > 0 || isV5 || isClean, ClientIdentifierNotValid);
        Require(System.Text.Encoding.UTF8.GetByteCount(id) <= 256, ClientIdentifierNotValid);
        return End(body, $"CONNECT {level} {isClean} {keepAlive} {id} {user} {password} {will}");
    }

    private static string Publish(int flags, ReferenceBytes body, bool isV5)
    {
        var (isDuplicate, qos, retain) = (flags / 8 == 1, flags / 2 % 4, flags % 2 == 1);
        Require(qos != 3 && (qos != 0 || !isDuplicate), MalformedPacket);
        var topic = body.Text();
        var id = qos == 0 ? 0 : body.Two();
        Require(qos == 0 || id != 0, ProtocolError);
        var properties = isV5 ? Properties(body, "PUBLISH") : [];
        var hasAlias = properties.Any(p => p.StartsWith("35=", StringComparison.Ordinal));
        Require(topic.Length > 0 || hasAlias, ProtocolError);
        Require(topic.Length == 0 || IsName(topic), MalformedPacket);
        var payload = new List<int>();
        while (!body.IsAtEnd)
        {
            payload.Add(body.Byte());
        }

        return $"PUBLISH {isDuplicate} {qos} {retain} {id} {topic} {string.Join(' ', properties)} {Hex([.. payload.Select(b => (byte)b)])}";
    }

    private static string Acknowledgement(int type, ReferenceBytes body, bool isV5)
    {
        var id = body.Two();
        var code = isV5 && !body.IsAtEnd ? body.Byte() : 0;
        var properties = Array.Empty<string>();
        if (isV5 && !body.IsAtEnd)
        {
            // How long they are is read before anything is judged.
            var length = body.Variable();
            var inner = new ReferenceBytes(body.Take(length));
            Require(body.IsAtEnd, MalformedPacket);
            Judge();
            properties = [.. PropertiesIn(inner, "ACK")];
        }

        Require(body.IsAtEnd, MalformedPacket);
        Judge();
        return $"{type} {id} {code} {string.Join(' ', properties)}";

        void Judge()
        {
            Require(id != 0, ProtocolError);
            int[] allowed = type is 6 or 7 ? [0, 0x92] : [0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];
            Require(allowed.Contains(code), ProtocolError);
        }
    }

    private static string Subscribe(ReferenceBytes body, bool isV5)
    {
        var (id, properties) = Head(body, "SUBSCRIBE", isV5);
        var filters = new List<string>();
        while (!body.IsAtEnd)
        {
            var (filter, options) = (body.Text(), body.Byte());
            Require(IsFilter(filter, isV5), MalformedPacket);
            Require(options % 4 != 3 && (isV5 ? options < 64 : options < 3), MalformedPacket);
            var (isNoLocal, handling) = (options / 4 % 2 == 1, options / 16 % 4);
            Require(handling != 3 && !(isNoLocal && filter.StartsWith("$share/", StringComparison.Ordinal)), ProtocolError);
            filters.Add($"{filter} {options}");
        }

        Require(filters.Count > 0, ProtocolError);
        return $"SUBSCRIBE {id} {string.Join(' ', properties.Where(p => p.StartsWith("11=", StringComparison.Ordinal)))} {string.Join(' ', filters)}";
    }

    private static string Unsubscribe(ReferenceBytes body, bool isV5)
    {
        var (id, _) = Head(body, "UNSUBSCRIBE", isV5);
        var filters = new List<string>();
        while (!body.IsAtEnd)
        {
            filters.Add(body.Text());
            Require(IsFilter(filters[^1], isV5), MalformedPacket);
        }

        Require(filters.Count > 0, ProtocolError);
        return $"UNSUBSCRIBE {id} {string.Join(' ', filters)}";
    }

    private static string Disconnect(ReferenceBytes body, bool isV5)
    {
        var code = isV5 && !body.IsAtEnd ? body.Byte() : 0;
        var properties = new List<string>();
        if (isV5 && !body.IsAtEnd)
        {
            var inner = new ReferenceBytes(body.Take(body.Variable()));
            Require(body.IsAtEnd, MalformedPacket);
            properties = PropertiesIn(inner, "DISCONNECT");
        }

        return End(body, $"DISCONNECT {code} {properties.FirstOrDefault(p => p.StartsWith("17=", StringComparison.Ordinal))}");
    }

    private static (int Id, List<string> Properties) Head(ReferenceBytes body, string packet, bool isV5)
    {
        var id = body.Two();
        var inner = isV5 ? new ReferenceBytes(body.Take(body.Variable())) : new ReferenceBytes([]);
        Require(id != 0, ProtocolError);
        return (id, PropertiesIn(inner, packet));
    }

    private static List<string> Properties(ReferenceBytes body, string packet) => PropertiesIn(new ReferenceBytes(body.Take(body.Variable())), packet);

    private static List<string> PropertiesIn(ReferenceBytes body, string packet)
    {
        var found = new List<string>();
        var seen = new HashSet<int>();
        while (!body.IsAtEnd)
        {
            var id = body.Variable();
            Require(ReferenceProperty.Table.TryGetValue(id, out var row) && row.Packets.Split(' ').Contains(packet), MalformedPacket);
            Require(seen.Add(id) || id == 0x26 || id == 0x0B && packet == "PUBLISH", ProtocolError);
            var value = row!.Type switch // it is in the table
            {
                'B' => $"{body.Byte()}",
                '2' => $"{body.Two()}",
                '4' => $"{body.Four()}",
                'V' => $"{body.Variable()}",
                'D' => Hex(body.Binary()),
                'P' => $"{body.Text()}:{body.Text()}",
                _ => body.Text(),
            };
            Require(row.Type != 'B' || value is "0" or "1", ProtocolError);
            Require(id is not (0x21 or 0x27 or 0x0B) || value != "0", ProtocolError);
            Require(id != 0x23 || value != "0", TopicAliasInvalid);
            Require(id != 0x08 || IsName(value), ProtocolError);
            found.Add($"{id}={value}");
        }

        return found;
    }

    private static bool IsName(string topic) => topic.Length > 0 && !topic.Contains('+', StringComparison.Ordinal) && !topic.Contains('#', StringComparison.Ordinal);

    private static bool IsFilter(string filter, bool isV5)
    {
        if (isV5 && filter.StartsWith("$share/", StringComparison.Ordinal))
        {
            var shared = Shared().Match(filter);
            return shared.Success && IsFilter(shared.Groups[1].Value, isV5: false);
        }

        var levels = filter.Split('/');
        return filter.Length > 0
            && levels.All(level => level is "+" or "#" || !level.Contains('+', StringComparison.Ordinal) && !level.Contains('#', StringComparison.Ordinal))
            && levels.SkipLast(1).All(level => level != "#");
    }

    private static string End(ReferenceBytes body, string said)
    {
        Require(body.IsAtEnd, MalformedPacket);
        return said;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    private static void Require(bool isSo, MqttReasonCode code)
    {
        if (!isSo)
        {
            throw new ReferenceFault(code);
        }
    }

    [GeneratedRegex(@"\A\$share/[^/+#]+/(.*)\z", RegexOptions.Singleline)]
    private static partial Regex Shared();
}
