using System.Buffers;

namespace DustWatch.Mqtt;

/// <summary>What an admitted client sends: takes its packets one by one, hands messages to the session and gathers the answers. No I/O; the read loop alone calls it.</summary>
internal sealed class MqttInbound(MqttConnect connect, IMqttSession session, MqttAcknowledger acknowledger, int topicAliasMaximum)
{
    private readonly MqttVersion _version = connect.Version;
    private readonly MqttTopicAliases _aliases = new(topicAliasMaximum);
    private readonly int _packetBytesMax = connect.PacketBytesMax();

    /// <summary>Answers other than PUBACK, gathered for one write. At most a few bytes for each packet of one read.</summary>
    public ArrayBufferWriter<byte> Answers { get; } = new();

    /// <summary>Messages given to the session since the last commit.</summary>
    public int Messages { get; set; }

    /// <summary>Takes one packet.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="fault">The rule that was broken; or the code of a DISCONNECT and a text for it.</param>
    public MqttStep Take(in MqttFrame frame, out MqttFault fault)
    {
        if (frame.Type == MqttPacketType.Publish)
        {
            return TakePublish(frame, out fault) ? MqttStep.Next : MqttStep.Faulty;
        }

        switch (frame.Type)
        {
            case MqttPacketType.PingReq:
                return TakePing(frame, out fault);
            case MqttPacketType.Subscribe:
                return TakeSubscribe(frame, out fault);
            case MqttPacketType.Unsubscribe:
                return TakeUnsubscribe(frame, out fault);
            case MqttPacketType.Disconnect:
                return TakeDisconnect(frame, out fault);
            case MqttPacketType.Connect:
                fault = MqttFault.Protocol("a second CONNECT");
                return MqttStep.Faulty;
            case MqttPacketType.Auth:
                // No connection has an authentication method, and without one no AUTH may be sent [MQTT-4.12.0-6].
                fault = MqttFault.Protocol("an AUTH, and the CONNECT named no authentication method");
                return MqttStep.Faulty;
            default:
                // Answers to what the endpoint never sends, and packets that only a server sends.
                fault = MqttFault.Protocol("a packet that a client has no reason to send");
                return MqttStep.Faulty;
        }
    }

    private bool TakePublish(in MqttFrame frame, out MqttFault fault)
    {
        if (!PublishPacket.TryRead(frame.Flags, frame.Body, _version, out var publish, out fault))
        {
            return false;
        }

        if (publish.Qos == MqttQos.ExactlyOnce)
        {
            fault = new(MqttReasonCode.QosNotSupported, "a PUBLISH has QoS 2, and the maximum QoS is 1");
            return false;
        }

        if (_version == MqttVersion.V500)
        {
            // Only a server sends subscription identifiers [MQTT-3.3.4-6].
            if (!publish.Properties.IsEmpty && HasSubscriptionIdentifier(publish.Properties))
            {
                fault = MqttFault.Protocol("a client's PUBLISH has a subscription identifier");
                return false;
            }

            if (publish.TopicAlias != 0 && !_aliases.TryResolve(ref publish, out fault))
            {
                return false;
            }
        }

        if (publish.Qos == MqttQos.AtLeastOnce)
        {
            if (acknowledger.IsFull)
            {
                fault = new(MqttReasonCode.ReceiveMaximumExceeded, "more unacknowledged publishes than the receive maximum");
                return false;
            }

            acknowledger.Add(publish.PacketId, session.Publish(publish));
        }
        else
        {
            session.Publish(publish);
        }

        Messages++;
        return true;
    }

    private static bool HasSubscriptionIdentifier(ReadOnlySpan<byte> properties)
    {
        var reader = new MqttPropertyReader(properties, MqttPropertySet.Publish);
        while (reader.TryRead(out var property))
        {
            if (property.Id == MqttPropertyId.SubscriptionIdentifier)
            {
                return true;
            }
        }

        return false;
    }

    private MqttStep TakePing(in MqttFrame frame, out MqttFault fault)
    {
        if (!frame.Body.IsEmpty)
        {
            fault = MqttFault.Malformed("a PINGREQ has a body");
            return MqttStep.Faulty;
        }

        fault = default;
        Answers.Write(PingPacket.Response);
        return MqttStep.Next;
    }

    /// <summary>Nobody may subscribe yet: each filter is refused, 0x80 on 3.1.1 (3.9.3) and Not authorized on 5.0.</summary>
    private MqttStep TakeSubscribe(in MqttFrame frame, out MqttFault fault)
    {
        if (!SubscribePacket.TryReadSubscribe(frame.Body, _version, out var packetId, out var filters, out fault))
        {
            return MqttStep.Faulty;
        }

        var code = _version == MqttVersion.V500 ? MqttReasonCode.NotAuthorized : MqttReasonCode.UnspecifiedError;
        SubscribePacket.TryWriteAnswer(Answers, MqttPacketType.SubAck, _version, packetId, filters, code, _packetBytesMax);
        return MqttStep.Next;
    }

    private MqttStep TakeUnsubscribe(in MqttFrame frame, out MqttFault fault)
    {
        if (!SubscribePacket.TryReadUnsubscribe(frame.Body, _version, out var packetId, out var filters, out fault))
        {
            return MqttStep.Faulty;
        }

        SubscribePacket.TryWriteAnswer(Answers, MqttPacketType.UnsubAck, _version, packetId, filters, MqttReasonCode.NoSubscriptionExisted, _packetBytesMax);
        return MqttStep.Next;
    }

    private MqttStep TakeDisconnect(in MqttFrame frame, out MqttFault fault)
    {
        if (!DisconnectPacket.TryRead(frame.Body, _version, out var code, out var expiry, out var reason, out fault))
        {
            return MqttStep.Faulty;
        }

        if (expiry is > 0 && connect.SessionExpiryIntervalSeconds == 0)
        {
            fault = MqttFault.Protocol("a DISCONNECT sets a session expiry interval that the CONNECT did not have");
            return MqttStep.Faulty;
        }

        fault = new(code, reason ?? "");
        return MqttStep.Disconnected;
    }
}
