namespace DustWatch.Mqtt;

/// <summary>What became of a message that a session was given.</summary>
/// <param name="Code">The code of its PUBACK or PUBREC: <see cref="MqttReasonCode.Success"/>, <see cref="MqttReasonCode.NoMatchingSubscribers"/>, or a failure of 5.0's 3.4.2.1. At QoS 0 it is told to nobody.</param>
/// <param name="IsForSubscribers">Whether the endpoint is to hand it to those who subscribe to its topic, and to retain it if it asks for that. False for what ends with the host; a refused message goes nowhere.</param>
public readonly record struct MqttTaken(MqttReasonCode Code, bool IsForSubscribers = false);
