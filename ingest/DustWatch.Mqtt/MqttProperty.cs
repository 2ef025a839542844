namespace DustWatch.Mqtt;

/// <summary>One property as read: a number, or bytes, or (User Property) a name and bytes.</summary>
internal readonly ref struct MqttProperty(MqttPropertyId id, uint number, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
{
    public MqttPropertyId Id { get; } = id;

    public uint Number { get; } = number;

    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}
