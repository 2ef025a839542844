using System.IO.Compression;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>A file of samples.</summary>
/// <param name="Name">As the user named it; <c>-</c> is standard input.</param>
/// <param name="Length">Bytes of it as it lies there; null when nobody can know.</param>
/// <param name="Opened">What cannot be opened twice; null for what can.</param>
internal sealed record CsvFile(string Name, long? Length, Stream? Opened)
{
    private const string StandardInput = "-";
    private const string PackedExtension = ".gz";
    private const int MagicBytes = 2;

    /// <summary>Finds what a name stands for.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvFile Find(string name)
    {
        var stream = name == StandardInput ? Console.OpenStandardInput() : OpenFile(name);
        if (!stream.CanSeek)
        {
            return new CsvFile(name, Length: null, stream);
        }

        using (stream)
        {
            return new CsvFile(name, stream.Length, Opened: null);
        }
    }

    /// <summary>Opens it, unpacked where it is packed.</summary>
    /// <param name="raw">The bytes as they lie in the file, to see how far it has been read.</param>
    public Stream Open(out CountedStream raw)
    {
        var stream = Opened ?? OpenFile(Name);
        var magic = new byte[MagicBytes];
        magic = magic[..stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false)];
        raw = new CountedStream(magic, stream);
        return IsPacked(magic) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
    }

    private static FileStream OpenFile(string name) => new(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);

    // RFC 1952: ID1 ID2.
    private bool IsPacked(ReadOnlySpan<byte> head) => head.SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]) || Name.EndsWith(PackedExtension, StringComparison.OrdinalIgnoreCase);
}
