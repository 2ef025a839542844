using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>The slow decoder's way to say no.</summary>
internal sealed class ReferenceFault(MqttReasonCode code) : Exception
{
    public MqttReasonCode Code { get; } = code;
}
