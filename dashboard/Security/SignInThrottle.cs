using System.Net;
using System.Net.Sockets;

namespace DustWatch.Dashboard.Security;

/// <summary>
/// Slows brute force: an address with too many failed sign-ins waits until the window is over. A try counts from its beginning, so that many at once
/// are no way around; one that succeeds is taken off again, and forgives none of the others. Bounded; any thread.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int AddressesMaximum = 10_000;
    private const int NetworkBytes = 8; // one household or machine has a /64 of IPv6

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (int Count, DateTimeOffset Until)> _tries = []; // by address or network

    /// <summary>Begins a try; <see langword="false"/> when <paramref name="address"/> has to wait.</summary>
    public bool TryBegin(IPAddress? address)
    {
        var now = clock.GetUtcNow();
        var key = KeyOf(address);
        lock (_gate)
        {
            var isKnown = _tries.TryGetValue(key, out var tries) && now < tries.Until;
            if (isKnown && tries.Count >= Limits.SignInFailuresMaximum)
            {
                return false;
            }

            if (!isKnown && !_tries.ContainsKey(key) && _tries.Count >= AddressesMaximum)
            {
                Forget(now);
            }

            _tries[key] = isKnown ? (tries.Count + 1, tries.Until) : (1, now + Limits.SignInWindow);
            return true;
        }
    }

    /// <summary>Takes a try that has signed in off again.</summary>
    public void Succeed(IPAddress? address)
    {
        var key = KeyOf(address);
        lock (_gate)
        {
            if (_tries.TryGetValue(key, out var tries))
            {
                _tries[key] = tries with { Count = Math.Max(0, tries.Count - 1) };
            }
        }
    }

    // Those whose window is over; when there are none, the one that is over first.
    private void Forget(DateTimeOffset now)
    {
        foreach (var over in _tries.Where(t => t.Value.Until <= now).Select(t => t.Key).ToList())
        {
            _tries.Remove(over);
        }

        if (_tries.Count >= AddressesMaximum)
        {
            _tries.Remove(_tries.MinBy(t => t.Value.Until).Key);
        }
    }

    private static IPAddress KeyOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return address ?? IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
