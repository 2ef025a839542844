using System.Buffers;
using System.Text;
using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>What the library's readers make of one packet, told in the words of <see cref="ReferenceDecoder"/>.</summary>
internal static class FastDecoder
{
    public static string Decode(byte[] packet, MqttVersion version, MqttScratch scratch)
    {
        var frames = new MqttFrameReader(new ReadOnlySequence<byte>(packet), version, MqttLimits.PacketBytesMax, scratch);
        var status = frames.TryRead(out var frame, out var fault);
        return status switch
        {
            MqttFrameStatus.Incomplete => nameof(MqttReasonCode.MalformedPacket), // the reference is given whole packets alone
            MqttFrameStatus.Faulty => fault.Code.ToString(),
            _ => Body(frame, version),
        };
    }

    private static string Body(in MqttFrame frame, MqttVersion version) => frame.Type switch
    {
        MqttPacketType.Connect => Connect(frame.Body),
        MqttPacketType.Publish => Publish(frame, version),
        MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp => Acknowledgement(frame, version),
        MqttPacketType.Subscribe => Subscribe(frame.Body, version),
        MqttPacketType.Unsubscribe => Unsubscribe(frame.Body, version),
        MqttPacketType.PingReq => frame.Body.IsEmpty ? "PINGREQ" : nameof(MqttReasonCode.MalformedPacket),
        MqttPacketType.Disconnect => Disconnect(frame.Body, version),
        _ => "other",
    };

    private static string Connect(ReadOnlySpan<byte> body)
    {
        if (!ConnectPacket.TryRead(body, out var connect, out _, out var fault))
        {
            return fault.Code.ToString();
        }

        var c = connect!; // it was read
        var will = c.Will is { } w
            ? $"will {Encoding.UTF8.GetString(w.Topic.Span)} {Convert.ToHexString(w.Payload.Span)} {(int)w.Qos} {w.Retain} {Properties(w.Properties.Span, MqttPropertySet.Will)}"
            : "";
        var password = c.Password is { } given ? Convert.ToHexString(given.Span) : "none";
        return $"CONNECT {(int)c.Version} {c.CleanStart} {c.KeepAliveSeconds} {c.ClientId} {c.UserName ?? "none"} {password} {will}";
    }

    private static string Publish(in MqttFrame frame, MqttVersion version) => PublishPacket.TryRead(frame.Flags, frame.Body, version, out var p, out var fault)
        ? $"PUBLISH {p.IsDuplicate} {(int)p.Qos} {p.Retain} {p.PacketId} {Encoding.UTF8.GetString(p.Topic)} {Properties(p.Properties, MqttPropertySet.Publish)} {Convert.ToHexString(p.Payload)}"
        : fault.Code.ToString();

    private static string Acknowledgement(in MqttFrame frame, MqttVersion version)
    {
        if (!AcknowledgementPacket.TryRead(frame.Type, frame.Body, version, out var id, out var code, out var fault))
        {
            return fault.Code.ToString();
        }

        var properties = "";
        if (frame.Body.Length > 3)
        {
            var wire = new MqttWireReader(frame.Body[3..]);
            wire.TryReadProperties(out var bytes);
            properties = Properties(bytes, MqttPropertySet.Acknowledgement);
        }

        return $"{(int)frame.Type} {id} {(int)code} {properties}";
    }

    private static string Subscribe(ReadOnlySpan<byte> body, MqttVersion version)
    {
        var subscriptions = new List<MqttSubscription>();
        return SubscribePacket.TryReadSubscribe(body, version, out var id, subscriptions, out var fault)
            ? $"SUBSCRIBE {id} {(subscriptions[0].Identifier == 0 ? "" : $"11={subscriptions[0].Identifier}")} {string.Join(' ', subscriptions.Select(s => $"{s.Filter} {s.Options}"))}"
            : fault.Code.ToString();
    }

    private static string Unsubscribe(ReadOnlySpan<byte> body, MqttVersion version)
    {
        var filters = new List<string>();
        return SubscribePacket.TryReadUnsubscribe(body, version, out var id, filters, out var fault) ? $"UNSUBSCRIBE {id} {string.Join(' ', filters)}" : fault.Code.ToString();
    }

    private static string Disconnect(ReadOnlySpan<byte> body, MqttVersion version) =>
        DisconnectPacket.TryRead(body, version, out var code, out var expiry, out _, out var fault)
            ? $"DISCONNECT {(int)code} {(expiry is { } seconds ? $"17={seconds}" : "")}"
            : fault.Code.ToString();

    private static string Properties(ReadOnlySpan<byte> properties, ulong allowed)
    {
        var said = new List<string>();
        var reader = new MqttPropertyReader(properties, allowed);
        while (reader.TryRead(out var property))
        {
            var value = property.Id switch
            {
                MqttPropertyId.UserProperty => $"{Encoding.UTF8.GetString(property.Name)}:{Encoding.UTF8.GetString(property.Bytes)}",
                MqttPropertyId.CorrelationData or MqttPropertyId.AuthenticationData => Convert.ToHexString(property.Bytes),
                MqttPropertyId.ContentType or MqttPropertyId.ResponseTopic or MqttPropertyId.ReasonString or MqttPropertyId.ServerReference => Encoding.UTF8.GetString(property.Bytes),
                _ => $"{property.Number}",
            };
            said.Add($"{(int)property.Id}={value}");
        }

        return string.Join(' ', said);
    }
}
