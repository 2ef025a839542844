using DustWatch.Ingest.Endpoints;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>Lets every device in: signing in is not what is measured.</summary>
internal sealed class EverySecret : IDeviceSecrets
{
    public string? DeviceOf(string secret) => null;

    public bool IsSecretOf(string device, ReadOnlySpan<byte> secret) => true;
}
