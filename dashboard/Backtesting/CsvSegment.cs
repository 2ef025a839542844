using System.IO.Compression;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Whole lines of a file that are read by one core at a time: a part of it, or all where it can be read from its beginning only.</summary>
/// <param name="File">As the user named it; <c>-</c> is standard input.</param>
/// <param name="Start">Where its first line begins.</param>
/// <param name="Length">Bytes of it; null when nobody can know.</param>
/// <param name="Header">The file's first line with its end, for every part but the first.</param>
/// <param name="Opened">What cannot be opened twice.</param>
internal sealed record CsvSegment(string File, long Start, long? Length, ReadOnlyMemory<byte> Header, Stream? Opened)
{
    private const string StandardInput = "-";
    private const string PackedExtension = ".gz";
    private const int HeaderBytesMaximum = 4096;
    private const int MagicBytes = 2;

    /// <summary>Cuts a file into parts that several cores can read. What is packed, or comes through a pipe, is one part.</summary>
    /// <param name="file">As the user named it.</param>
    /// <param name="bytes">Length of a part; it is longer by the rest of its last line.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<CsvSegment> Of(string file, long bytes)
    {
        var stream = file == StandardInput ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (!stream.CanSeek)
        {
            return [new CsvSegment(file, 0, Length: null, default, stream)];
        }

        using (stream)
        {
            var head = new byte[HeaderBytesMaximum];
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            var headerLength = head.AsSpan().IndexOf((byte)'\n') + 1;
            return headerLength == 0 || IsPacked(file, head) ? [new CsvSegment(file, 0, stream.Length, default, Opened: null)] : Cut(file, stream, head.AsMemory(0, headerLength), bytes);
        }
    }

    /// <summary>Opens it, unpacked where it is packed.</summary>
    /// <param name="raw">The bytes as they lie in the file, to see how far it has been read.</param>
    public Stream Open(out SegmentStream raw)
    {
        var stream = Opened ?? new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (Start > 0)
        {
            stream.Position = Start;
            return raw = new SegmentStream(Header, stream, Length ?? long.MaxValue);
        }

        var magic = new byte[MagicBytes];
        magic = magic[..stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false)];
        raw = new SegmentStream(magic, stream, Length is { } length ? length - magic.Length : long.MaxValue);
        return IsPacked(File, magic) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
    }

    // RFC 1952: ID1 ID2.
    private static bool IsPacked(string file, ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || file.EndsWith(PackedExtension, StringComparison.OrdinalIgnoreCase);

    private static List<CsvSegment> Cut(string file, Stream stream, ReadOnlyMemory<byte> header, long bytes)
    {
        var segments = new List<CsvSegment>();
        for (var start = 0L; start < stream.Length;)
        {
            var end = LineStartFrom(stream, Math.Max(start + bytes, header.Length));
            segments.Add(new CsvSegment(file, start, end - start, start == 0 ? default : header, Opened: null));
            start = end;
        }

        return segments;
    }

    /// <summary>Where the first line begins that begins at or after <paramref name="position"/>; the stream's end when none does.</summary>
    private static long LineStartFrom(Stream stream, long position)
    {
        if (position >= stream.Length)
        {
            return stream.Length;
        }

        stream.Position = position - 1;
        var buffer = new byte[HeaderBytesMaximum];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var line = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            if (line >= 0)
            {
                return stream.Position - read + line + 1;
            }
        }

        return stream.Length;
    }
}
