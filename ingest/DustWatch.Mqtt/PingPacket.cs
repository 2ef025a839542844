namespace DustWatch.Mqtt;

/// <summary>PINGREQ and PINGRESP (3.12, 3.13): a fixed header and nothing else.</summary>
internal static class PingPacket
{
    public static ReadOnlySpan<byte> Request => [(int)MqttPacketType.PingReq << 4, 0];

    public static ReadOnlySpan<byte> Response => [(int)MqttPacketType.PingResp << 4, 0];
}
