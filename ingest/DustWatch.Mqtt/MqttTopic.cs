namespace DustWatch.Mqtt;

/// <summary>Topic names and topic filters (4.7). The bytes are well-formed UTF-8 without U+0000: <see cref="MqttWireReader.TryReadText"/> has seen to that.</summary>
internal static class MqttTopic
{
    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>A name has at least one character [MQTT-4.7.3-1] and no wildcard [MQTT-3.3.2-2].</summary>
    public static bool IsName(ReadOnlySpan<byte> topic) => !topic.IsEmpty && topic.IndexOfAny((byte)'+', (byte)'#') < 0;

    /// <summary>A filter has at least one character; <c>+</c> fills a level, <c>#</c> fills the last one [MQTT-4.7.1-1, -2 (5.0), 4.7.1-2, -3 (3.1.1)].</summary>
    public static bool IsFilter(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty)
        {
            return false;
        }

        while (true)
        {
            var end = filter.IndexOf((byte)'/');
            var level = end < 0 ? filter : filter[..end];
            if (level.Contains((byte)'#') && (level.Length > 1 || end >= 0) || level.Contains((byte)'+') && level.Length > 1)
            {
                return false;
            }

            if (end < 0)
            {
                return true;
            }

            filter = filter[(end + 1)..];
        }
    }

    /// <summary>Whether a filter without <c>$share</c> matches a topic (4.7.1, 4.7.2). Both are valid.</summary>
    public static bool IsMatch(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        if (topic.StartsWith('$') && (filter.StartsWith('+') || filter.StartsWith('#')))
        {
            return false;
        }

        while (true)
        {
            if (filter is "#")
            {
                return true;
            }

            var filterEnd = filter.IndexOf('/');
            var topicEnd = topic.IndexOf('/');
            var level = filterEnd < 0 ? filter : filter[..filterEnd];
            if (level is not "+" && !level.SequenceEqual(topicEnd < 0 ? topic : topic[..topicEnd]))
            {
                return false;
            }

            if (topicEnd < 0)
            {
                return filterEnd < 0 || filter[(filterEnd + 1)..] is "#";
            }

            if (filterEnd < 0)
            {
                return false;
            }

            filter = filter[(filterEnd + 1)..];
            topic = topic[(topicEnd + 1)..];
        }
    }

    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith(SharePrefix);

    /// <summary><c>$share/{ShareName}/{filter}</c>: a share name of at least one character without wildcards, and a filter [MQTT-4.8.2-1, -2].</summary>
    public static bool IsSharedFilter(ReadOnlySpan<byte> filter)
    {
        var rest = filter[SharePrefix.Length..];
        var end = rest.IndexOf((byte)'/');
        return end > 0 && IsName(rest[..end]) && IsFilter(rest[(end + 1)..]);
    }
}
