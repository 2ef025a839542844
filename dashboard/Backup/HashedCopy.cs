using System.Security.Cryptography;

namespace DustWatch.Dashboard.Backup;

/// <summary>Copies a stream, and hashes what passes.</summary>
internal static class HashedCopy
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>Copies to the end.</summary>
    /// <returns>Bytes, and their SHA-256 in lower-case hex.</returns>
    public static (long Length, string Sha256) Run(Stream from, Stream to, Action<long> copied, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var length = 0L;
        int read;
        while ((read = from.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            to.Write(buffer, 0, read);
            length += read;
            copied(read);
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
