namespace DustWatch.Mqtt;

/// <summary>How far a message has got on its way to one subscriber (4.3).</summary>
public enum MqttOutgoingState
{
    /// <summary>Not sent yet.</summary>
    Waiting = 0,

    /// <summary>Sent, and neither PUBACK nor PUBREC has come.</summary>
    Published = 1,

    /// <summary>PUBREC has come; PUBREL is sent until PUBCOMP comes.</summary>
    Received = 2,
}
