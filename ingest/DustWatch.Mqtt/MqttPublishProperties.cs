using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace DustWatch.Mqtt;

/// <summary>What a client says about a message (5.0: 3.3.2.3). Encoded once; the same object may go with any number of messages, from any thread. 3.1.1 has none of it.</summary>
public sealed class MqttPublishProperties
{
    /// <summary>Encodes the properties that are given.</summary>
    /// <param name="messageExpirySeconds">Seconds after which the message is of no use, or null.</param>
    /// <param name="isPayloadText">Whether the payload is UTF-8 text.</param>
    /// <param name="contentType">Content type, or null.</param>
    /// <param name="responseTopic">Topic name for an answer, or null.</param>
    /// <param name="correlationData">What the answer is recognised by, or null.</param>
    /// <param name="userProperties">Names and values, in this order; a name may come again.</param>
    /// <exception cref="ArgumentException">A text is longer than 65,535 bytes, holds U+0000 or half a surrogate pair, or the response topic is no topic name.</exception>
    public MqttPublishProperties(
        uint? messageExpirySeconds = null, bool isPayloadText = false, string? contentType = null, string? responseTopic = null, ReadOnlyMemory<byte>? correlationData = null,
        IEnumerable<KeyValuePair<string, string>>? userProperties = null)
    {
        var output = new ArrayBufferWriter<byte>();
        if (isPayloadText)
        {
            output.Write((ReadOnlySpan<byte>)[(byte)MqttPropertyId.PayloadFormatIndicator, 1]);
        }

        if (messageExpirySeconds is { } seconds)
        {
            var wire = new MqttWireWriter(output.GetSpan(5));
            wire.WriteProperty(MqttPropertyId.MessageExpiryInterval, seconds);
            output.Advance(wire.Written);
        }

        if (contentType is not null)
        {
            Write(output, MqttPropertyId.ContentType, TextOf(contentType, nameof(contentType)));
        }

        if (responseTopic is not null)
        {
            var topic = TextOf(responseTopic, nameof(responseTopic));
            Write(output, MqttPropertyId.ResponseTopic, MqttTopic.IsName(topic) ? topic : throw new ArgumentException("A response topic is a topic name without wildcards.", nameof(responseTopic)));
        }

        if (correlationData is { } data)
        {
            Write(output, MqttPropertyId.CorrelationData, data.Length <= MqttLimits.FieldBytesMax ? data.Span : throw new ArgumentException("At most 65535 bytes.", nameof(correlationData)));
        }

        foreach (var (name, value) in userProperties ?? [])
        {
            Write(output, MqttPropertyId.UserProperty, TextOf(name, nameof(userProperties)));
            Write(output, TextOf(value, nameof(userProperties)));
        }

        Bytes = output.WrittenSpan.ToArray();
    }

    /// <summary>As they stand on the wire, without their length.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    private static byte[] TextOf(string text, string parameter)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var isWhole = Utf8.FromUtf16(text, bytes, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done;
        return isWhole && length <= MqttLimits.FieldBytesMax && !text.Contains('\0', StringComparison.Ordinal)
            ? bytes[..length]
            : throw new ArgumentException("A text is at most 65535 bytes of UTF-8 without U+0000.", parameter);
    }

    private static void Write(ArrayBufferWriter<byte> output, MqttPropertyId id, ReadOnlySpan<byte> value)
    {
        output.Write((ReadOnlySpan<byte>)[(byte)id]);
        Write(output, value);
    }

    private static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        output.Write((ReadOnlySpan<byte>)[(byte)(value.Length >> 8), (byte)(value.Length & 0xFF)]);
        output.Write(value);
    }
}
