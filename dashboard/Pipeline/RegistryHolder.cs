using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>The registry that holds now. Replaced whole; read from any thread.</summary>
internal sealed class RegistryHolder
{
    private volatile RegistryVersion _current = new(0, Registry.Empty, ReadOnlyMemory<byte>.Empty);

    public Registry Current => _current.Registry;

    public RegistryVersion Version => _current;

    public void Replace(RegistryVersion version) => _current = version;
}
