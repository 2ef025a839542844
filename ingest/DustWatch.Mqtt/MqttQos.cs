namespace DustWatch.Mqtt;

/// <summary>Quality of Service of a PUBLISH (4.3).</summary>
public enum MqttQos
{
    /// <summary>Delivered at most once; not acknowledged.</summary>
    AtMostOnce = 0,

    /// <summary>Delivered at least once; acknowledged with PUBACK.</summary>
    AtLeastOnce = 1,

    /// <summary>Delivered exactly once; PUBREC, PUBREL and PUBCOMP follow.</summary>
    ExactlyOnce = 2,
}
