using static DustWatch.Mqtt.MqttReasonCode;

namespace DustWatch.Mqtt;

/// <summary>Which reason codes a packet may carry (5.0: 2.4). Any other is a protocol error.</summary>
internal static class MqttReasonCodes
{
    /// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP [MQTT-3.4.2-1, 3.5.2-1, 3.6.2-1, 3.7.2-1].</summary>
    public static bool MayAcknowledge(MqttPacketType type, MqttReasonCode code) => type is MqttPacketType.PubRel or MqttPacketType.PubComp
        ? code is Success or PacketIdentifierNotFound
        : code is Success or NoMatchingSubscribers or UnspecifiedError or ImplementationSpecificError or NotAuthorized or TopicNameInvalid or PacketIdentifierInUse
            or QuotaExceeded or PayloadFormatInvalid;

    /// <summary>DISCONNECT of a client (3.14.2.1).</summary>
    public static bool MayDisconnectClient(MqttReasonCode code) => code is Success or DisconnectWithWill or UnspecifiedError or MalformedPacket or ProtocolError
        or ImplementationSpecificError or TopicNameInvalid or ReceiveMaximumExceeded or TopicAliasInvalid or PacketTooLarge or MessageRateTooHigh
        or QuotaExceeded or AdministrativeAction or PayloadFormatInvalid;
}
