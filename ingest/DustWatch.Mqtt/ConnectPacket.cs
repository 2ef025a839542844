using System.Buffers;
using System.Text;

namespace DustWatch.Mqtt;

/// <summary>CONNECT (3.1).</summary>
internal static class ConnectPacket
{
    private const int UserNameFlag = 0x80;
    private const int PasswordFlag = 0x40;
    private const int WillRetainFlag = 0x20;
    private const int WillQosShift = 3;
    private const int WillFlag = 0x04;
    private const int CleanFlag = 0x02;
    private const int ReservedFlag = 0x01;

    private static ReadOnlySpan<byte> ProtocolName => "MQTT"u8;

    private static ReadOnlySpan<byte> OldProtocolName => "MQIsdp"u8;

    /// <summary>
    /// body = Protocol Name "MQTT" (3.1.2.1), Protocol Level (3.1.2.2), Connect Flags (3.1.2.3), Keep Alive (3.1.2.10), [5.0: Properties (3.1.2.11)],
    /// payload = Client Identifier, [[5.0: Will Properties], Will Topic, Will Payload], [User Name], [Password] (3.1.3), and nothing after.
    /// </summary>
    /// <param name="body">The packet without its fixed header.</param>
    /// <param name="connect">What the client said.</param>
    /// <param name="version">The version in which a refusal is to be written; null when the sender speaks none that is known.</param>
    /// <param name="fault">Why it cannot be taken.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, out MqttConnect? connect, out MqttVersion? version, out MqttFault fault)
    {
        connect = null;
        version = null;
        fault = default;
        var wire = new MqttWireReader(body);
        if (!wire.TryReadText(out var name) || !wire.TryReadByte(out var level))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        if (!TryJudgeVersion(name, level, out version, out fault))
        {
            return false;
        }

        if (!wire.TryReadByte(out var flags) || !wire.TryReadUInt16(out var keepAlive))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        var spoken = (MqttVersion)level;
        return TryJudgeFlags(flags, spoken, out fault) && TryReadRest(ref wire, spoken, flags, keepAlive, out connect, out fault);
    }

    /// <summary>Writes a CONNECT, its will without properties but the delay; the grammar stands above <see cref="TryRead"/>.</summary>
    public static void Write(IBufferWriter<byte> output, MqttConnect connect)
    {
        var clientId = Encoding.UTF8.GetBytes(connect.ClientId);
        var userName = connect.UserName is null ? null : Encoding.UTF8.GetBytes(connect.UserName);
        var isV5 = connect.Version == MqttVersion.V500;
        var properties = isV5 ? SizeOfProperties(connect) : 0;
        var remaining = 2 + ProtocolName.Length + 1 + 1 + 2
            + (isV5 ? MqttWireWriter.SizeOfVariable(properties) + properties : 0)
            + 2 + clientId.Length
            + (connect.Will is { } left ? (isV5 ? 1 + SizeOfWillProperties(left) : 0) + 2 + left.Topic.Length + 2 + left.Payload.Length : 0)
            + (userName is null ? 0 : 2 + userName.Length)
            + (connect.Password is { } given ? 2 + given.Length : 0);
        var wire = new MqttWireWriter(output.GetSpan(MqttWireWriter.SizeOfPacket(remaining)));
        wire.WriteHeader(MqttPacketType.Connect, flags: 0, remaining);
        wire.WriteBinary(ProtocolName);
        wire.WriteByte((byte)connect.Version);
        wire.WriteByte((byte)((userName is null ? 0 : UserNameFlag) | (connect.Password is null ? 0 : PasswordFlag) | (connect.CleanStart ? CleanFlag : 0)
            | (connect.Will is { } will ? WillFlag | (int)will.Qos << WillQosShift | (will.Retain ? WillRetainFlag : 0) : 0)));
        wire.WriteUInt16(connect.KeepAliveSeconds);
        if (isV5)
        {
            wire.WriteVariable(properties);
            WriteProperties(ref wire, connect);
        }

        wire.WriteBinary(clientId);
        WriteWill(ref wire, connect.Will, isV5);
        if (userName is not null)
        {
            wire.WriteBinary(userName);
        }

        if (connect.Password is { } password)
        {
            wire.WriteBinary(password.Span);
        }

        output.Advance(wire.Written);
    }

    private static int SizeOfWillProperties(MqttWill will) => will.DelayIntervalSeconds == 0 ? 0 : 5;

    private static void WriteWill(ref MqttWireWriter wire, MqttWill? will, bool isV5)
    {
        if (will is null)
        {
            return;
        }

        if (isV5)
        {
            wire.WriteVariable(SizeOfWillProperties(will));
            if (will.DelayIntervalSeconds != 0)
            {
                wire.WriteProperty(MqttPropertyId.WillDelayInterval, will.DelayIntervalSeconds);
            }
        }

        wire.WriteBinary(will.Topic.Span);
        wire.WriteBinary(will.Payload.Span);
    }

    private static int SizeOfProperties(MqttConnect connect) =>
        (connect.SessionExpiryIntervalSeconds == 0 ? 0 : 5) + (connect.ReceiveMaximum == ushort.MaxValue ? 0 : 3) + (connect.MaximumPacketSize == 0 ? 0 : 5)
        + (connect.TopicAliasMaximum == 0 ? 0 : 3);

    private static void WriteProperties(ref MqttWireWriter wire, MqttConnect connect)
    {
        if (connect.SessionExpiryIntervalSeconds != 0)
        {
            wire.WriteProperty(MqttPropertyId.SessionExpiryInterval, connect.SessionExpiryIntervalSeconds);
        }

        if (connect.ReceiveMaximum != ushort.MaxValue)
        {
            wire.WriteProperty(MqttPropertyId.ReceiveMaximum, connect.ReceiveMaximum);
        }

        if (connect.MaximumPacketSize != 0)
        {
            wire.WriteProperty(MqttPropertyId.MaximumPacketSize, connect.MaximumPacketSize);
        }

        if (connect.TopicAliasMaximum != 0)
        {
            wire.WriteProperty(MqttPropertyId.TopicAliasMaximum, connect.TopicAliasMaximum);
        }
    }

    /// <summary>A level above 5 is answered in the newest form, one below 4 (and the name of 3.1) in the oldest; another name is no MQTT and gets no answer (3.1.2.1, 3.1.2.2).</summary>
    private static bool TryJudgeVersion(ReadOnlySpan<byte> name, int level, out MqttVersion? version, out MqttFault fault)
    {
        fault = default;
        var isOld = name.SequenceEqual(OldProtocolName);
        if (!isOld && !name.SequenceEqual(ProtocolName))
        {
            version = null;
            fault = new(MqttReasonCode.UnsupportedProtocolVersion, "the protocol name is not MQTT");
            return false;
        }

        version = !isOld && level >= (int)MqttVersion.V500 ? MqttVersion.V500 : MqttVersion.V311;
        if (isOld || level is not ((int)MqttVersion.V311 or (int)MqttVersion.V500))
        {
            fault = new(MqttReasonCode.UnsupportedProtocolVersion, "the protocol level is neither 4 (MQTT 3.1.1) nor 5 (MQTT 5.0)");
            return false;
        }

        return true;
    }

    /// <summary>Reserved bit [MQTT-3.1.2-3]; QoS and RETAIN of a will [MQTT-3.1.2-11 to -15]; on 3.1.1 no password without a user name [MQTT-3.1.2-22].</summary>
    private static bool TryJudgeFlags(int flags, MqttVersion version, out MqttFault fault)
    {
        var willQos = flags >> WillQosShift & 3;
        fault = default;
        if ((flags & ReservedFlag) != 0)
        {
            fault = MqttFault.Malformed("the reserved connect flag is set");
        }
        else if (willQos == 3)
        {
            fault = MqttFault.Malformed("the will has QoS 3");
        }
        else if ((flags & WillFlag) == 0 && (willQos != 0 || (flags & WillRetainFlag) != 0))
        {
            fault = MqttFault.Malformed("QoS or RETAIN of a will is set, and there is no will");
        }
        else if (version == MqttVersion.V311 && (flags & (UserNameFlag | PasswordFlag)) == PasswordFlag)
        {
            fault = MqttFault.Malformed("there is a password and no user name");
        }

        return fault.Code == MqttReasonCode.Success;
    }

    private static bool TryReadRest(ref MqttWireReader wire, MqttVersion version, int flags, ushort keepAlive, out MqttConnect? connect, out MqttFault fault)
    {
        connect = null;
        var read = new MqttConnect { Version = version, ClientId = "", CleanStart = (flags & CleanFlag) != 0, KeepAliveSeconds = keepAlive };
        if (version == MqttVersion.V500)
        {
            if (!wire.TryReadProperties(out var properties))
            {
                fault = MqttFault.Malformed(wire.Problem);
                return false;
            }

            if (!TryReadProperties(properties, ref read, out fault))
            {
                return false;
            }
        }

        if (!wire.TryReadText(out var clientId))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        MqttWill? will = null;
        if ((flags & WillFlag) != 0 && !TryReadWill(ref wire, version, flags, out will, out fault))
        {
            return false;
        }

        ReadOnlySpan<byte> userName = default;
        ReadOnlySpan<byte> password = default;
        if ((flags & UserNameFlag) != 0 && !wire.TryReadText(out userName) || (flags & PasswordFlag) != 0 && !wire.TryReadBinary(out password))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        if (!TryJudgeClientId(clientId, read, out fault))
        {
            return false;
        }

        if (!wire.IsAtEnd)
        {
            fault = MqttFault.Malformed("bytes follow the last field");
            return false;
        }

        connect = read with
        {
            ClientId = Encoding.UTF8.GetString(clientId),
            Will = will,
            UserName = (flags & UserNameFlag) != 0 ? Encoding.UTF8.GetString(userName) : null,
            Password = (flags & PasswordFlag) != 0 ? password.ToArray() : default(ReadOnlyMemory<byte>?),
        };
        return true;
    }

    /// <summary>An empty identifier asks the server for one, on 3.1.1 only together with a clean session [MQTT-3.1.3-8].</summary>
    private static bool TryJudgeClientId(ReadOnlySpan<byte> clientId, MqttConnect read, out MqttFault fault)
    {
        fault = default;
        if (clientId.IsEmpty && read.Version == MqttVersion.V311 && !read.CleanStart)
        {
            fault = new(MqttReasonCode.ClientIdentifierNotValid, "an empty client identifier needs a clean session");
        }
        else if (clientId.Length > MqttLimits.ClientIdBytesMax)
        {
            fault = new(MqttReasonCode.ClientIdentifierNotValid, "the client identifier is longer than 256 bytes");
        }

        return fault.Code == MqttReasonCode.Success;
    }

    private static bool TryReadProperties(ReadOnlySpan<byte> properties, ref MqttConnect read, out MqttFault fault)
    {
        var hasData = false;
        var reader = new MqttPropertyReader(properties, MqttPropertySet.Connect);
        while (reader.TryRead(out var property))
        {
            switch (property.Id)
            {
                case MqttPropertyId.SessionExpiryInterval:
                    read = read with { SessionExpiryIntervalSeconds = property.Number };
                    break;
                case MqttPropertyId.ReceiveMaximum:
                    read = read with { ReceiveMaximum = (ushort)property.Number };
                    break;
                case MqttPropertyId.MaximumPacketSize:
                    read = read with { MaximumPacketSize = property.Number };
                    break;
                case MqttPropertyId.TopicAliasMaximum:
                    read = read with { TopicAliasMaximum = (ushort)property.Number };
                    break;
                case MqttPropertyId.RequestResponseInformation:
                    read = read with { IsResponseInformationRequested = property.Number == 1 };
                    break;
                case MqttPropertyId.RequestProblemInformation:
                    read = read with { IsProblemInformationRequested = property.Number == 1 };
                    break;
                case MqttPropertyId.AuthenticationMethod:
                    read = read with { HasAuthenticationMethod = true };
                    break;
                case MqttPropertyId.AuthenticationData:
                    hasData = true;
                    break;
                default:
                    break;
            }
        }

        fault = !reader.IsFaulty && hasData && !read.HasAuthenticationMethod
            ? MqttFault.Protocol("there is authentication data and no authentication method")
            : reader.Fault;
        return fault.Code == MqttReasonCode.Success;
    }

    /// <summary>[5.0: Will Properties (3.1.3.2)], Will Topic (3.1.3.3), Will Payload (3.1.3.4).</summary>
    private static bool TryReadWill(ref MqttWireReader wire, MqttVersion version, int flags, out MqttWill? will, out MqttFault fault)
    {
        will = null;
        fault = default;
        ReadOnlySpan<byte> properties = default;
        uint delay = 0;
        if (version == MqttVersion.V500)
        {
            if (!wire.TryReadProperties(out properties))
            {
                fault = MqttFault.Malformed(wire.Problem);
                return false;
            }

            var reader = new MqttPropertyReader(properties, MqttPropertySet.Will);
            while (reader.TryRead(out var property))
            {
                delay = property.Id == MqttPropertyId.WillDelayInterval ? property.Number : delay;
            }

            if (reader.IsFaulty)
            {
                fault = reader.Fault;
                return false;
            }
        }

        if (!wire.TryReadText(out var topic) || !wire.TryReadBinary(out var payload))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        if (!MqttTopic.IsName(topic))
        {
            fault = MqttFault.Malformed("the topic of the will is empty or holds a wildcard");
            return false;
        }

        will = new()
        {
            Topic = topic.ToArray(),
            Payload = payload.ToArray(),
            Properties = properties.ToArray(),
            Qos = (MqttQos)(flags >> WillQosShift & 3),
            Retain = (flags & WillRetainFlag) != 0,
            DelayIntervalSeconds = delay,
        };
        return true;
    }
}
