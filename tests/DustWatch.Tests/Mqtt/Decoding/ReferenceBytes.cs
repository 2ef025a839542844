using System.Text;
using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>The data types of chapter 1.5, a byte at a time.</summary>
internal sealed class ReferenceBytes(byte[] bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _at;

    public bool IsAtEnd => _at == bytes.Length;

    public int Byte() => _at < bytes.Length ? bytes[_at++] : throw new ReferenceFault(MqttReasonCode.MalformedPacket);

    public int Two() => Byte() * 256 + Byte();

    public long Four() => Two() * 65536L + Two();

    public byte[] Take(int count)
    {
        var taken = new byte[count <= bytes.Length - _at ? count : throw new ReferenceFault(MqttReasonCode.MalformedPacket)];
        for (var i = 0; i < count; i++)
        {
            taken[i] = bytes[_at++];
        }

        return taken;
    }

    public byte[] Binary() => Take(Two());

    public string Text()
    {
        try
        {
            var text = Strict.GetString(Binary());
            return text.Contains('\0', StringComparison.Ordinal) ? throw new ReferenceFault(MqttReasonCode.MalformedPacket) : text;
        }
        catch (DecoderFallbackException)
        {
            throw new ReferenceFault(MqttReasonCode.MalformedPacket);
        }
    }

    public int Variable()
    {
        var (value, multiplier) = (0, 1);
        for (var i = 0; ; i++)
        {
            var digit = Byte();
            value += digit % 128 * multiplier;
            multiplier *= 128;
            if (digit < 128)
            {
                return i > 0 && digit == 0 ? throw new ReferenceFault(MqttReasonCode.MalformedPacket) : value;
            }

            if (i == 3)
            {
                throw new ReferenceFault(MqttReasonCode.MalformedPacket);
            }
        }
    }
}
