namespace DustWatch.Mqtt;

/// <summary>The version a connection speaks; the value is the Protocol Level of its CONNECT (3.1.2.2).</summary>
public enum MqttVersion
{
    /// <summary>MQTT 3.1.1 (OASIS, 29 October 2014).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS, 7 March 2019).</summary>
    V500 = 5,
}
