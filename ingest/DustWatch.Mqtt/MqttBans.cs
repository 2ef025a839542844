using System.Net;
using System.Net.Sockets;

namespace DustWatch.Mqtt;

/// <summary>
/// Keeps out for a while who fails again and again: a user name from one network, and, after many more failures, the whole network. So one broken device behind
/// a router does not keep its neighbours out, and guessing many names ends too. Clients without a name and all of loopback together are never kept out: everybody
/// on this machine, and behind a proxy on it, would be. Bounded; any thread.
/// </summary>
internal sealed class MqttBans(MqttEndpointOptions options, TimeProvider time)
{
    private const int EntriesMax = 10_000;
    private const int NetworkBytes = 8; // one household or machine has a /64 of IPv6

    private readonly Lock _gate = new();
    private readonly Dictionary<(IPAddress Network, string User), (int Count, long Until)> _failures = [];
    private readonly Dictionary<IPAddress, (int Count, long Until)> _networks = [];

    /// <summary>The network that an address belongs to.</summary>
    public static IPAddress NetworkOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new(bytes);
    }

    /// <summary>Whether a client has to stay out for now.</summary>
    public bool IsBanned(IPAddress network, string user)
    {
        if (options.BanAfterFailures == 0)
        {
            return false;
        }

        var now = Now();
        lock (_gate)
        {
            return _failures.TryGetValue((network, user), out var own) && own.Count >= options.BanAfterFailures && now < own.Until
                || _networks.TryGetValue(network, out var all) && all.Count >= options.BanNetworkAfterFailures && now < all.Until;
        }
    }

    /// <summary>Counts a refused sign-in, or a broken rule.</summary>
    public void Fail(IPAddress network, string user)
    {
        if (options.BanAfterFailures == 0)
        {
            return;
        }

        var now = Now();
        lock (_gate)
        {
            if (user.Length > 0)
            {
                Count(_failures, (network, user), options.BanAfterFailures, now);
            }

            if (!IPAddress.IsLoopback(network))
            {
                Count(_networks, network, options.BanNetworkAfterFailures, now);
            }
        }
    }

    /// <summary>Failures count within the ban's time of the first of them; the one too many starts that time anew.</summary>
    private void Count<TKey>(Dictionary<TKey, (int Count, long Until)> entries, TKey key, int failuresMax, long now)
        where TKey : notnull
    {
        var isHeld = entries.TryGetValue(key, out var entry);
        if (!isHeld && entries.Count >= EntriesMax)
        {
            entries.Remove(entries.MinBy(e => e.Value.Until).Key);
        }

        var ban = (long)options.BanTime.TotalMilliseconds;
        entry = isHeld && now < entry.Until ? (entry.Count + 1, entry.Until) : (1, now + ban);
        entries[key] = entry.Count == failuresMax ? (entry.Count, now + ban) : entry;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
