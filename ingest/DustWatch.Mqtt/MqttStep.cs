namespace DustWatch.Mqtt;

/// <summary>How reading goes on after a packet.</summary>
internal enum MqttStep
{
    /// <summary>With the next packet.</summary>
    Next,

    /// <summary>When more bytes have come.</summary>
    Incomplete,

    /// <summary>When some publishes have been acknowledged.</summary>
    Full,

    /// <summary>When the session store was tried again: it is behind, and the next packet is a SUBSCRIBE that it would have to take.</summary>
    Behind,

    /// <summary>Not at all: the client sent DISCONNECT.</summary>
    Disconnected,

    /// <summary>Not at all: a rule was broken.</summary>
    Faulty,
}
