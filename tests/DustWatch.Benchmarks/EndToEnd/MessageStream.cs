using System.Buffers.Binary;
using System.Globalization;
using DustWatch.Benchmarks.Ingest;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>
/// The endless messages of one connection at QoS 1: its points in turn, each sample a tenth of a second of its own time after the one before. A message is a template in
/// which packet identifier, time and value are written, so that making it costs next to nothing.
/// </summary>
internal sealed class MessageStream
{
    /// <summary>Between two samples of a point.</summary>
    public const long SpacingMilliseconds = 100;

    private const int TimeDigits = 13;
    private const int Values = 200;
    private const int ValueLowest = 100; // thousandths of mg/m3: far below the limits
    private const int ValueDigits = 3;
    private const int ValueStep = 37; // so that a point does not say the same again

    private readonly byte[] _templates; // [point * MessageBytes]
    private readonly int _packetIdAt;
    private readonly int _timeAt;
    private readonly int _valueAt;
    private int _points; // that send now, the first of all
    private long _time; // of the round that is under way, ms
    private int _point;
    private ushort _packetId;
    private int _value;

    /// <summary>Makes the templates.</summary>
    /// <param name="points">Whose samples these are.</param>
    public MessageStream(IReadOnlyList<string> points)
    {
        _points = points.Count;
        _templates = [.. points.SelectMany(point => RawPackets.PublishOf(EndToEndRegistry.TopicOf(point), PayloadOf(0, 0), 1))];
        MessageBytes = _templates.Length / points.Count;
        _packetIdAt = 2 + 2 + EndToEndRegistry.TopicOf(points[0]).Length;
        _timeAt = _packetIdAt + 2 + "{\"ts\":".Length;
        _valueAt = MessageBytes - 1 - ValueDigits;
    }

    /// <summary>Bytes of each message.</summary>
    public int MessageBytes { get; }

    /// <summary>Begins a period in which the first <paramref name="points"/> points send, with samples that are no older than <paramref name="nowMilliseconds"/>.</summary>
    public void Begin(int points, long nowMilliseconds) =>
        (_points, _point, _time) = (Math.Clamp(points, 1, _templates.Length / MessageBytes), 0, Math.Max(_time + SpacingMilliseconds, nowMilliseconds));

    /// <summary>Writes the next messages.</summary>
    /// <param name="count">How many.</param>
    /// <param name="to">Room for them.</param>
    public void Write(int count, Span<byte> to)
    {
        for (var i = 0; i < count; i++)
        {
            var message = to.Slice(i * MessageBytes, MessageBytes);
            _templates.AsSpan(_point * MessageBytes, MessageBytes).CopyTo(message);
            _packetId = _packetId == ushort.MaxValue ? (ushort)1 : (ushort)(_packetId + 1);
            BinaryPrimitives.WriteUInt16BigEndian(message[_packetIdAt..], _packetId);
            WriteDigits(_time, message.Slice(_timeAt, TimeDigits));
            _value = (_value + ValueStep) % Values;
            WriteDigits(ValueLowest + _value, message.Slice(_valueAt, ValueDigits));
            if (++_point == _points)
            {
                _point = 0;
                _time += SpacingMilliseconds;
            }
        }
    }

    private static string PayloadOf(long time, int value) => string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{time:D13}},"dust_respirable":0.{{value:D3}}}""");

    private static void WriteDigits(long number, Span<byte> to)
    {
        for (var i = to.Length - 1; i >= 0; i--)
        {
            (number, var digit) = Math.DivRem(number, 10);
            to[i] = (byte)('0' + digit);
        }
    }
}
