namespace DustWatch.Ingest.Decoding;

/// <summary>A topic of a point, or that of the device's own, taken apart without copying.</summary>
internal readonly ref struct SampleTopic
{
    private SampleTopic(TopicKind kind, ReadOnlySpan<byte> enterprise, ReadOnlySpan<byte> point)
    {
        Kind = kind;
        Enterprise = enterprise;
        Point = point;
    }

    public TopicKind Kind { get; }

    public ReadOnlySpan<byte> Enterprise { get; }

    public ReadOnlySpan<byte> Point { get; }

    /// <summary>
    /// <code>
    /// topic      = "dustwatch/v1/" enterprise "/" point "/" leaf / "v1/devices/me/telemetry"
    /// leaf       = "data" / "status" / "alert"
    /// enterprise = 1*( any byte but "/" )
    /// point      = 1*( any byte but "/" )
    /// </code>
    /// </summary>
    public static SampleTopic Read(ReadOnlySpan<byte> topic)
    {
        var prefix = "dustwatch/v1/"u8;
        if (!topic.StartsWith(prefix))
        {
            return topic.SequenceEqual("v1/devices/me/telemetry"u8) ? new SampleTopic(TopicKind.OwnTelemetry, default, default) : default;
        }

        var rest = topic[prefix.Length..];
        var first = rest.IndexOf((byte)'/');
        var last = rest.LastIndexOf((byte)'/');
        if (first <= 0 || last <= first + 1)
        {
            return default;
        }

        var leaf = rest[(last + 1)..];
        var kind = leaf.SequenceEqual("data"u8) ? TopicKind.Data : leaf.SequenceEqual("status"u8) ? TopicKind.Status
            : leaf.SequenceEqual("alert"u8) ? TopicKind.Alert : TopicKind.Other;
        var point = rest[(first + 1)..last];
        return kind == TopicKind.Other || point.Contains((byte)'/') ? default : new SampleTopic(kind, rest[..first], point);
    }
}
