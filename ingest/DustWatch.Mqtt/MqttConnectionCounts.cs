using System.Collections.Concurrent;
using System.Net;

namespace DustWatch.Mqtt;

/// <summary>Open network connections, in all and of each network. Any thread.</summary>
internal sealed class MqttConnectionCounts(int connectionsMax, int perNetworkMax)
{
    private readonly ConcurrentDictionary<IPAddress, int> _networks = new();
    private long _open;

    public long Open => Volatile.Read(ref _open);

    /// <summary>Counts a connection; false, and it is not counted, when there are too many.</summary>
    public bool TryEnter(IPAddress network)
    {
        if (Interlocked.Increment(ref _open) > connectionsMax)
        {
            Interlocked.Decrement(ref _open);
            return false;
        }

        if (_networks.AddOrUpdate(network, 1, static (_, count) => count + 1) > perNetworkMax)
        {
            Leave(network);
            return false;
        }

        return true;
    }

    public void Leave(IPAddress network)
    {
        Interlocked.Decrement(ref _open);
        if (_networks.AddOrUpdate(network, 0, static (_, count) => count - 1) == 0)
        {
            _networks.TryRemove(new(network, 0));
        }
    }
}
