namespace DustWatch.Mqtt;

/// <summary>The server turned a client away, or did not speak MQTT.</summary>
public sealed class MqttConnectException : IOException
{
    /// <summary>With the code of the CONNACK.</summary>
    /// <param name="code">A code from 0x80 on.</param>
    /// <param name="message">The reason for a person.</param>
    public MqttConnectException(MqttReasonCode code, string message)
        : base(message) => Code = code;

    /// <summary>With <see cref="MqttReasonCode.UnspecifiedError"/>.</summary>
    public MqttConnectException()
        : this("The server does not answer as an MQTT server does.")
    {
    }

    /// <summary>With <see cref="MqttReasonCode.UnspecifiedError"/>.</summary>
    /// <param name="message">The reason for a person.</param>
    public MqttConnectException(string message)
        : this(MqttReasonCode.UnspecifiedError, message)
    {
    }

    /// <summary>With <see cref="MqttReasonCode.UnspecifiedError"/>.</summary>
    /// <param name="message">The reason for a person.</param>
    /// <param name="innerException">What was behind it.</param>
    public MqttConnectException(string message, Exception innerException)
        : base(message, innerException) => Code = MqttReasonCode.UnspecifiedError;

    /// <summary>Whether the server closed the connection without a word: some that do not know the version do.</summary>
    public bool IsUnanswered { get; init; }

    /// <summary>Why.</summary>
    public MqttReasonCode Code { get; }
}
