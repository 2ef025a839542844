using DustWatch.Ingest.Validation;

namespace DustWatch.Ingest.Decoding;

/// <summary>Cuts a file into pieces of whole lines. A line that is too long costs itself only. One thread; the caller disposes of the stream.</summary>
/// <param name="stream">From its first byte; packed files are unpacked by the caller.</param>
/// <param name="file">What to call it in <see cref="BadLine"/>.</param>
public sealed class CsvPieces(Stream stream, string file)
{
    private byte[] _rest = new byte[2 * CsvPiece.LineBytesMaximum]; // behind the last line of the piece before
    private int _restLength;
    private bool _isAtEnd; // of the stream
    private bool _isDone;
    private bool _isSkippingLine; // the rest of one that is too long
    private bool _hasHeader;
    private bool _hasFlag;

    /// <summary>Fills <paramref name="piece"/> with the lines that come next.</summary>
    /// <returns><see langword="false"/> at the end of the file.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryTake(CsvPiece piece)
    {
        while (!_isDone)
        {
            var length = Fill(piece);
            if (_isSkippingLine)
            {
                SkipLine(piece.Text.AsSpan(0, length));
                continue;
            }

            Cut(piece, length);
            if (!_hasHeader && piece.End > 0)
            {
                ReadHeader(piece);
            }

            return piece.End > 0;
        }

        return false;
    }

    private int Fill(CsvPiece piece)
    {
        _rest.AsSpan(0, _restLength).CopyTo(piece.Text);
        var free = piece.Text.AsSpan(_restLength, Math.Max(0, piece.Capacity - _restLength));
        var read = _isAtEnd ? 0 : stream.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
        _isAtEnd |= read < free.Length;
        var length = _restLength + read;
        _restLength = 0;
        return length;
    }

    private void SkipLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n') + 1;
        _isSkippingLine = end == 0 && !_isAtEnd;
        _isDone = end == 0 && _isAtEnd;
        Keep(end == 0 ? default : text[end..]);
    }

    /// <summary>Ends the piece with the first line that reaches its length.</summary>
    private void Cut(CsvPiece piece, int length)
    {
        var text = piece.Text.AsSpan(0, length);
        var from = Math.Min(length, piece.Bytes - 1);
        var line = text[from..].IndexOf((byte)'\n') + 1;
        var end = line == 0 ? length : from + line;
        _isSkippingLine = line == 0 && length == piece.Capacity;
        _isDone = _isAtEnd && end == length && !_isSkippingLine;
        Keep(text[end..]);
        piece.Text.AsSpan(end, CsvDecoder.SlackBytes).Clear();
        piece.BadLines.Clear();
        (piece.File, piece.IsFirst, piece.HasFlag, piece.At, piece.End, piece.Lines) = (file, !_hasHeader, _hasFlag, 0, end, 0);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (_rest.Length < rest.Length)
        {
            _rest = new byte[2 * rest.Length];
        }

        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }

    // A file with another header has other columns: nothing of it can be read.
    private void ReadHeader(CsvPiece piece)
    {
        var text = piece.Text.AsSpan(0, piece.End);
        var end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        line = line.StartsWith("\uFEFF"u8) ? line["\uFEFF"u8.Length..] : line;
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        (_hasHeader, _hasFlag) = (true, line.SequenceEqual(CsvSamples.HeaderWithFlag));
        piece.HasFlag = _hasFlag;
        piece.Lines = 1;
        piece.At = end < 0 ? piece.End : end + 1;
        if (!_hasFlag && !line.SequenceEqual(CsvSamples.Header))
        {
            piece.BadLines.Add(BadLine.Of(file, 1, RejectReason.Malformed, line));
            piece.At = piece.End;
            _isDone = true;
        }
    }
}
