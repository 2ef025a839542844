namespace DustWatch.Ingest.Decoding;

/// <summary>What a topic is for.</summary>
internal enum TopicKind : byte
{
    /// <summary>Nothing of ours.</summary>
    Other = 0,

    /// <summary><c>dustwatch/v1/{enterprise}/{point}/data</c>.</summary>
    Data = 1,

    /// <summary><c>dustwatch/v1/{enterprise}/{point}/status</c>.</summary>
    Status = 2,

    /// <summary><c>v1/devices/me/telemetry</c>: the point is the sender's own.</summary>
    OwnTelemetry = 3,

    /// <summary><c>dustwatch/v1/{enterprise}/{point}/alert</c>: to be subscribed to, never published to.</summary>
    Alert = 4,
}
