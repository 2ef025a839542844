using System.Net;
using System.Net.Sockets;

namespace DustWatch.Dashboard.Security;

/// <summary>
/// Slows brute force: an address with too many failed sign-ins waits until the window is over, and so does a user's name, whatever the addresses. A try
/// counts from its beginning, so that many at once are no way around; one that succeeds is taken off again, and forgives none of the others. Links are
/// counted by address alone: who guesses a password cannot keep its owner from coming in by a link. Any thread.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int NetworkBytes = 8; // one household or machine has a /64 of IPv6
    private const int NameLengthMaximum = 64; // longer than any user's; what is kept of a guess is bounded too

    private readonly Lock _gate = new();
    private readonly TryCounter<IPAddress> _addresses = new(Limits.SignInFailuresMaximum, Limits.SignInWindow); // or networks
    private readonly TryCounter<string> _users = new(Limits.UserFailuresMaximum, Limits.SignInWindow);

    /// <summary>How many addresses and networks are remembered.</summary>
    public int AddressesKept
    {
        get
        {
            lock (_gate)
            {
                return _addresses.Count;
            }
        }
    }

    /// <summary>Begins a try; <see langword="false"/> when the address or the user has to wait.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="user">Whose password is stated; null for a link.</param>
    public bool TryBegin(IPAddress? address, string? user)
    {
        var now = clock.GetUtcNow();
        var (network, name) = (NetworkOf(address), NameOf(user));
        lock (_gate)
        {
            if (_addresses.IsFull(network, now) || (name is not null && _users.IsFull(name, now)))
            {
                return false;
            }

            _addresses.Add(network, now);
            if (name is not null)
            {
                _users.Add(name, now);
            }

            return true;
        }
    }

    /// <summary>Takes a try that has signed in off again.</summary>
    public void Succeed(IPAddress? address, string? user)
    {
        lock (_gate)
        {
            _addresses.Remove(NetworkOf(address));
            if (NameOf(user) is { } name)
            {
                _users.Remove(name);
            }
        }
    }

    private static string? NameOf(string? user) => user is { Length: > NameLengthMaximum } ? user[..NameLengthMaximum] : user;

    private static IPAddress NetworkOf(IPAddress? address)
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
