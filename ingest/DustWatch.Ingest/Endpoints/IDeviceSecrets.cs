namespace DustWatch.Ingest.Endpoints;

/// <summary>Knows which secret is a device's.</summary>
public interface IDeviceSecrets
{
    /// <summary>Whether <paramref name="secret"/> (UTF-8) is the one of <paramref name="device"/>. Takes as long for a wrong one as for a right one.</summary>
    bool IsSecretOf(string device, ReadOnlySpan<byte> secret);

    /// <summary>The device whose secret this is, or null.</summary>
    string? DeviceOf(string secret);
}
