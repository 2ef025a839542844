namespace DustWatch.Mqtt;

/// <summary>One packet, its fixed header taken off. The body is valid until the next one is read.</summary>
internal readonly ref struct MqttFrame(byte header, ReadOnlySpan<byte> body)
{
    public MqttPacketType Type { get; } = (MqttPacketType)(header >> 4);

    public int Flags { get; } = header & 0x0F;

    public ReadOnlySpan<byte> Body { get; } = body;
}
