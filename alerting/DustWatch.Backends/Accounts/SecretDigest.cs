using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DustWatch.Backends.Accounts;

/// <summary>
/// What is stored of a secret: SHA-256 of its text. The secrets are 32 random bytes, so that a slow hash would add nothing. Rows are found by the digest's
/// first eight bytes, and compared whole in constant time.
/// </summary>
internal readonly struct SecretDigest
{
    private const int SecretBytes = 32;
    private const int TextLengthMaximum = 512;

    private readonly byte[] _hash;

    private SecretDigest(byte[] hash) => _hash = hash;

    /// <summary>32 bytes, to be stored.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Finds the row; tells nothing of the secret.</summary>
    public long Selector => BinaryPrimitives.ReadInt64BigEndian(_hash);

    /// <summary>Of a secret that somebody shows. What is too long to be one has the digest of nothing.</summary>
    public static SecretDigest Of(string secret) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(secret.Length <= TextLengthMaximum ? secret : string.Empty)));

    /// <summary>Makes a secret.</summary>
    public static (string Secret, SecretDigest Digest) Make()
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (secret, Of(secret));
    }

    /// <summary>Whether <paramref name="stored"/> is the digest of the same secret, in a time that does not tell where they differ.</summary>
    public bool IsSame(ReadOnlySpan<byte> stored) => CryptographicOperations.FixedTimeEquals(_hash, stored);
}
