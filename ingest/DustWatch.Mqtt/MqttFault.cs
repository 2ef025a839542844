namespace DustWatch.Mqtt;

/// <summary>Why a packet cannot be taken: bad input is a value.</summary>
/// <param name="Code">The code that its sender is told on a 5.0 connection.</param>
/// <param name="Text">The reason for a person, in English; a constant, never what the sender sent.</param>
internal readonly record struct MqttFault(MqttReasonCode Code, string Text)
{
    public static MqttFault Malformed(string text) => new(MqttReasonCode.MalformedPacket, text);

    public static MqttFault Protocol(string text) => new(MqttReasonCode.ProtocolError, text);
}
