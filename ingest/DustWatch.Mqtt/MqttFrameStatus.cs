namespace DustWatch.Mqtt;

/// <summary>What a <see cref="MqttFrameReader"/> found.</summary>
internal enum MqttFrameStatus
{
    /// <summary>The packet's end has not come yet.</summary>
    Incomplete,

    /// <summary>A whole packet.</summary>
    Complete,

    /// <summary>No packet can begin like this, or it is too long.</summary>
    Faulty,
}
