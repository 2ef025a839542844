namespace DustWatch.Mqtt;

/// <summary>Why a connection ended.</summary>
/// <param name="Cause">Who or what ended it.</param>
/// <param name="Code">The code of the DISCONNECT or CONNACK, sent or received; what it would be on 3.1.1. <see cref="MqttReasonCode.UnspecifiedError"/> when the network connection was lost.</param>
/// <param name="Text">The reason in English for a person, or null; from the other side's reason string it may be anything.</param>
public sealed record MqttClosed(MqttCloseCause Cause, MqttReasonCode Code, string? Text = null);
