using DustWatch.Measurements;

namespace DustWatch.Backends.Accounts;

/// <summary>A secret as it is given out, once: only its SHA-256 is stored. Not a record, so that no log prints it by accident.</summary>
/// <param name="value">32 random bytes, base64url.</param>
/// <param name="expires">Not valid from then on; null for a device's.</param>
public sealed class IssuedSecret(string value, Instant? expires)
{
    /// <summary>32 random bytes, base64url.</summary>
    public string Value => value;

    /// <summary>Not valid from then on; null for a device's.</summary>
    public Instant? Expires => expires;
}
