namespace DustWatch.Ingest.Decoding;

/// <summary>Whole lines of a file in memory, and how far they have been decoded. It is filled, decoded, and filled again. One thread at a time.</summary>
/// <param name="bytes">How long it is; longer by the rest of its last line.</param>
public sealed class CsvPiece(int bytes)
{
    internal const int LineBytesMaximum = 4096;

    /// <summary>Bytes that it is to have.</summary>
    internal int Bytes { get; } = bytes;

    /// <summary>Bytes that it can have: when no line ends behind <see cref="Bytes"/>, one is too long.</summary>
    internal int Capacity { get; } = bytes + LineBytesMaximum + 2;

    /// <summary>The text, and behind <see cref="Capacity"/> bytes that are only looked at.</summary>
    internal byte[] Text { get; } = new byte[bytes + LineBytesMaximum + 2 + CsvDecoder.SlackBytes];

    /// <summary>Whether it is the first of its file.</summary>
    public bool IsFirst { get; internal set; }

    /// <summary>As the user named it.</summary>
    public string File { get; internal set; } = "";

    /// <summary>Lines of it that have been decoded, good or not; a header is one.</summary>
    public long Lines { get; internal set; }

    /// <summary>Those that were skipped, numbered from 1 within the piece.</summary>
    public List<BadLine> BadLines { get; } = [];

    /// <summary>Whether lines may have a flag.</summary>
    internal bool HasFlag { get; set; }

    /// <summary>Where the next line begins.</summary>
    internal int At { get; set; }

    /// <summary>Where the text ends.</summary>
    internal int End { get; set; }
}
