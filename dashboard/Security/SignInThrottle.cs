using System.Collections.Concurrent;
using System.Net;

namespace DustWatch.Dashboard.Security;

/// <summary>Slows brute force: an address with too many failed sign-ins waits until the window is over. Bounded; any thread.</summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int AddressesMaximum = 10_000;

    private readonly ConcurrentDictionary<IPAddress, Failures> _failures = new();

    /// <summary>Whether <paramref name="address"/> may try.</summary>
    public bool Allows(IPAddress? address) =>
        address is null
        || !_failures.TryGetValue(address, out var failures)
        || clock.GetUtcNow() >= failures.Until
        || failures.Count < Limits.SignInFailuresMaximum;

    /// <summary>Notes a failed try.</summary>
    public void Fail(IPAddress? address)
    {
        if (address is null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (_failures.Count >= AddressesMaximum)
        {
            foreach (var (old, _) in _failures.Where(f => f.Value.Until <= now))
            {
                _failures.TryRemove(old, out _);
            }
        }

        _failures.AddOrUpdate(
            address,
            _ => new Failures(1, now + Limits.SignInWindow),
            (_, before) => before.Until <= now ? new Failures(1, now + Limits.SignInWindow) : before with { Count = before.Count + 1 });
    }

    /// <summary>Forgets the failures of an address that has signed in.</summary>
    public void Succeed(IPAddress? address)
    {
        if (address is not null)
        {
            _failures.TryRemove(address, out _);
        }
    }

    private readonly record struct Failures(int Count, DateTimeOffset Until);
}
