using System.Buffers;

namespace DustWatch.Mqtt;

/// <summary>What an admitted client sends: takes its packets one by one, hands messages to the session and to subscribers, and gathers the answers. No I/O; the read loop alone calls it.</summary>
internal sealed class MqttInbound(
    MqttConnect connect, IMqttSession session, MqttSessionState state, MqttRouter router, MqttAcknowledger acknowledger, MqttEndpointOptions options, bool isReceivedStored = false)
{
    private readonly MqttVersion _version = connect.Version;
    private readonly MqttTopicAliases _aliases = new(options.TopicAliasMaximum);
    private readonly int _packetBytesMax = connect.PacketBytesMax();
    private readonly int _inflightMax = options.MaxInflight;

    /// <summary>Answers that wait for no commit of the host, gathered for one write. At most a few bytes for each packet of one read.</summary>
    public ArrayBufferWriter<byte> Answers { get; } = new();

    /// <summary>Retained messages for subscriptions that were just made, to follow the answers.</summary>
    public List<(MqttMessage Message, MqttSubscription Subscription)> Retained { get; } = [];

    /// <summary>Messages given to the session since the last commit.</summary>
    public int Messages { get; set; }

    /// <summary>Whether anything was given to the session since the last commit.</summary>
    public bool IsGiven { get; set; }

    /// <summary>Whether acknowledgements were added since the last commit.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Whether anything was noted in the session store since the last commit: answers wait for that alone, and not for what others have noted.</summary>
    public bool IsNoted { get; set; }

    /// <summary>Seconds that the session is to outlive its connection, as a DISCONNECT has changed it; null when none has.</summary>
    public uint? ExpirySeconds { get; private set; }

    /// <summary>Takes one packet.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="fault">The rule that was broken; or the code of a DISCONNECT and a text for it.</param>
    public MqttStep Take(in MqttFrame frame, out MqttFault fault) => frame.Type switch
    {
        MqttPacketType.Publish => TakePublish(frame, out fault) ? MqttStep.Next : MqttStep.Faulty,
        MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp => TakeAcknowledgement(frame, out fault),
        MqttPacketType.PingReq => TakePing(frame, out fault),
        MqttPacketType.Subscribe => TakeSubscribe(frame, out fault),
        MqttPacketType.Unsubscribe => TakeUnsubscribe(frame, out fault),
        MqttPacketType.Disconnect => TakeDisconnect(frame, out fault),
        MqttPacketType.Connect => Refuse("a second CONNECT", out fault),
        // No connection has an authentication method, and without one no AUTH may be sent [MQTT-4.12.0-6].
        MqttPacketType.Auth => Refuse("an AUTH, and the CONNECT named no authentication method", out fault),
        _ => Refuse("a packet that only a server sends", out fault),
    };

    private static MqttStep Refuse(string reason, out MqttFault fault)
    {
        fault = MqttFault.Protocol(reason);
        return MqttStep.Faulty;
    }

    private bool TakePublish(in MqttFrame frame, out MqttFault fault)
    {
        if (!PublishPacket.TryRead(frame.Flags, frame.Body, _version, out var publish, out fault))
        {
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

        if (publish.Qos == MqttQos.AtMostOnce)
        {
            Give(publish);
            return true;
        }

        IsAnswered = true;
        var isRepeated = publish.Qos == MqttQos.ExactlyOnce && state.HasReceived(publish.PacketId);
        if (_version == MqttVersion.V500 && !isRepeated && acknowledger.PubAcksPending + state.ReceivedCount >= _inflightMax)
        {
            fault = new(MqttReasonCode.ReceiveMaximumExceeded, "more unacknowledged publishes than the receive maximum");
            return false;
        }

        if (publish.Qos == MqttQos.AtLeastOnce)
        {
            acknowledger.Add(MqttPacketType.PubAck, publish.PacketId, Give(publish));
            return true;
        }

        // Until it is released it is not handed on again [MQTT-4.3.3-10]; a refused one is new when it comes again [MQTT-4.3.3-9], which 3.1.1 does not know.
        var code = isRepeated ? MqttReasonCode.Success : Give(publish);
        if (!isRepeated && (code < MqttReasonCode.UnspecifiedError || _version == MqttVersion.V311))
        {
            state.Receive(publish.PacketId, isReceivedStored);
            IsNoted |= state.IsDurable && !isReceivedStored;
        }

        acknowledger.Add(MqttPacketType.PubRec, publish.PacketId, code);
        return true;
    }

    private MqttReasonCode Give(in MqttPublish publish)
    {
        Messages++;
        IsGiven = true;
        var taken = session.Publish(publish);
        if (!taken.IsForSubscribers || taken.Code >= MqttReasonCode.UnspecifiedError)
        {
            return taken.Code;
        }

        IsNoted = true; // for the sessions of those who get it, or as retained
        var routed = router.Publish(publish, state.Key);
        return taken.Code == MqttReasonCode.Success ? routed : taken.Code;
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

    private MqttStep TakeAcknowledgement(in MqttFrame frame, out MqttFault fault)
    {
        if (!AcknowledgementPacket.TryRead(frame.Type, frame.Body, _version, out var id, out var code, out fault))
        {
            return MqttStep.Faulty;
        }

        var isTaken = frame.Type switch
        {
            MqttPacketType.PubAck => state.Outbound.TryAcknowledge(id),
            MqttPacketType.PubRec => TakePubRec(id, code),
            MqttPacketType.PubComp => state.Outbound.TryComplete(id),
            _ => TakePubRel(id),
        };
        return isTaken ? MqttStep.Next : Refuse("an acknowledgement that does not belong to its message", out fault);
    }

    private bool TakePubRec(ushort id, MqttReasonCode code)
    {
        if (!state.Outbound.TryReceive(id, code, out var isKnown, out var isStored))
        {
            return false;
        }

        IsNoted |= isStored;
        if (code < MqttReasonCode.UnspecifiedError)
        {
            var length = AcknowledgementPacket.Write(
                Answers.GetSpan(AcknowledgementPacket.BytesMax), MqttPacketType.PubRel, _version, id, isKnown ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound);
            Answers.Advance(length);
        }

        return true;
    }

    private bool TakePubRel(ushort id)
    {
        var isKnown = state.TryRelease(id, isReceivedStored);
        if (isKnown)
        {
            IsGiven = true;
            IsNoted |= state.IsDurable && !isReceivedStored;
            session.Release(id);
        }

        IsAnswered = true;
        acknowledger.Add(MqttPacketType.PubComp, id, isKnown ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound);
        return true;
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

    private MqttStep TakeSubscribe(in MqttFrame frame, out MqttFault fault)
    {
        var subscriptions = new List<MqttSubscription>();
        if (!SubscribePacket.TryReadSubscribe(frame.Body, _version, out var packetId, subscriptions, out fault))
        {
            return MqttStep.Faulty;
        }

        var codes = new MqttReasonCode[subscriptions.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            IsNoted |= state.IsDurable && !state.Has(subscriptions[i]);
            var code = session.Subscribe(subscriptions[i]);
            codes[i] = code < MqttReasonCode.UnspecifiedError ? router.Subscribe(state, subscriptions[i], Retained) : code;
        }

        SubscribePacket.TryWriteAnswer(Answers, MqttPacketType.SubAck, _version, packetId, codes, _packetBytesMax);
        return MqttStep.Next;
    }

    private MqttStep TakeUnsubscribe(in MqttFrame frame, out MqttFault fault)
    {
        var filters = new List<string>();
        if (!SubscribePacket.TryReadUnsubscribe(frame.Body, _version, out var packetId, filters, out fault))
        {
            return MqttStep.Faulty;
        }

        IsNoted |= state.IsDurable;
        var codes = new MqttReasonCode[filters.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = router.Unsubscribe(state, filters[i]);
        }

        SubscribePacket.TryWriteAnswer(Answers, MqttPacketType.UnsubAck, _version, packetId, codes, _packetBytesMax);
        return MqttStep.Next;
    }

    private MqttStep TakeDisconnect(in MqttFrame frame, out MqttFault fault)
    {
        if (!DisconnectPacket.TryRead(frame.Body, _version, out var code, out var expiry, out var reason, out fault))
        {
            return MqttStep.Faulty;
        }

        if (!MqttReasonCodes.MayDisconnectClient(code))
        {
            return Refuse("a DISCONNECT has a reason code that a client does not send", out fault);
        }

        if (expiry is > 0 && connect.SessionExpiryIntervalSeconds == 0)
        {
            return Refuse("a DISCONNECT sets a session expiry interval that the CONNECT did not have", out fault);
        }

        ExpirySeconds = expiry;
        fault = new(code, reason ?? "");
        return MqttStep.Disconnected;
    }
}
