using DustWatch.Ingest.Diagnostics;

namespace DustWatch.Ingest.Validation;

/// <summary>Who sends over one connection. Made once a connection and used by its loop alone: it keeps what was looked up.</summary>
public sealed class Sender
{
    private RegistryIntake? _registry; // the version that _device was looked up in
    private DeviceIntake? _device;
    private DeviceDiagnostics? _diagnostics;

    private Sender(SenderKind kind, string key)
    {
        Kind = kind;
        Key = key;
    }

    /// <summary>What it is.</summary>
    public SenderKind Kind { get; }

    /// <summary>Under which device its diagnostics stand.</summary>
    public string Key { get; }

    internal SampleQuota Quota { get; } = new();

    /// <summary>A client without a name.</summary>
    public static Sender Anonymous() => new(SenderKind.Anonymous, IntakeDiagnostics.AnonymousDevice);

    /// <summary>A device that has signed in.</summary>
    public static Sender OfDevice(string id) => new(SenderKind.Device, id);

    /// <summary>An external broker.</summary>
    /// <param name="name">Its host, without password.</param>
    public static Sender OfBroker(string name) => new(SenderKind.Broker, name);

    /// <summary>The device as <paramref name="registry"/> has it; null for others, and for one that is in it no longer.</summary>
    internal DeviceIntake? DeviceIn(RegistryIntake registry)
    {
        if (_registry != registry)
        {
            _registry = registry;
            _device = Kind == SenderKind.Device ? registry.FindDevice(Key) : null;
        }

        return _device;
    }

    internal DeviceDiagnostics DiagnosticsIn(IntakeDiagnostics diagnostics) => _diagnostics ??= diagnostics.Of(Key);
}
