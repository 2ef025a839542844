namespace DustWatch.Mqtt;

/// <summary>When a subscription is sent the retained messages that match it (5.0: 3.8.3.1).</summary>
public enum MqttRetainHandling
{
    /// <summary>Each time it is made; on 3.1.1 always.</summary>
    Always = 0,

    /// <summary>Only when it was not there before.</summary>
    WhenNew = 1,

    /// <summary>Never.</summary>
    Never = 2,
}
