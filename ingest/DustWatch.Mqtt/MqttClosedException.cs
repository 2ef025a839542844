namespace DustWatch.Mqtt;

/// <summary>A publish could not be finished because its connection has ended. A QoS 1 message may have arrived all the same.</summary>
public sealed class MqttClosedException : IOException
{
    /// <summary>With what ended the connection.</summary>
    /// <param name="closed">Why it ended.</param>
    public MqttClosedException(MqttClosed closed)
        : base($"The MQTT connection has ended: {closed?.Cause}, 0x{(int?)closed?.Code:X2}.") => Closed = closed;

    /// <summary>With no reason known.</summary>
    public MqttClosedException()
        : this("The MQTT connection has ended.")
    {
    }

    /// <summary>With no reason known.</summary>
    /// <param name="message">Text for a person.</param>
    public MqttClosedException(string message)
        : base(message)
    {
    }

    /// <summary>With no reason known.</summary>
    /// <param name="message">Text for a person.</param>
    /// <param name="innerException">What was behind it.</param>
    public MqttClosedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Why the connection ended, if known.</summary>
    public MqttClosed? Closed { get; }
}
