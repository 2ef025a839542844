using System.Text;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>Reads samples from a CSV stream, batch by batch, in the order of its lines. One thread. The caller disposes of the stream.</summary>
/// <param name="stream">From its first byte; packed files are unpacked by the caller.</param>
/// <param name="file">What to call it in <see cref="BadLine"/>.</param>
/// <param name="registry">The points that there are.</param>
/// <param name="onBadLine">Called for each line that was skipped, in order.</param>
public sealed class CsvSampleReader(Stream stream, string file, Registry registry, Action<BadLine> onBadLine)
{
    private const int LineBytesMaximum = 4096;
    private const int ShownBytesMaximum = 120;

    private readonly LinePoints _points = new(registry);
    private readonly byte[] _buffer = new byte[1 << 18];
    private int _start; // of what is not yet read in _buffer
    private int _end;
    private bool _isAtEnd;
    private bool _isSkippingLine; // the rest of one that is too long
    private bool _hasHeader;
    private bool _hasFlag;

    /// <summary>Lines read so far, good or not.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines skipped so far.</summary>
    public long BadLines { get; private set; }

    /// <summary>Fills <paramref name="samples"/> from the next lines.</summary>
    /// <returns>How many samples it holds; 0 at the end of the stream.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public int Read(Span<Sample> samples)
    {
        var count = 0;
        while (count < samples.Length && TryReadLine(out var line))
        {
            if (!_hasHeader)
            {
                ReadHeader(line);
            }
            else if (!line.IsEmpty)
            {
                var reason = CsvSamples.Decode(line, _hasFlag, _points, out samples[count]);
                count += reason == RejectReason.None ? 1 : 0;
                Report(line, reason);
            }
        }

        return count;
    }

    // A file with another header has other columns: nothing of it can be read.
    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        line = line.StartsWith("\uFEFF"u8) ? line["\uFEFF"u8.Length..] : line;
        _hasHeader = true;
        _hasFlag = line.SequenceEqual(CsvSamples.HeaderWithFlag);
        if (!_hasFlag && !line.SequenceEqual(CsvSamples.Header))
        {
            Report(line, RejectReason.Malformed);
            _isAtEnd = true;
            _start = _end;
        }
    }

    private void Report(ReadOnlySpan<byte> line, RejectReason reason)
    {
        if (reason != RejectReason.None)
        {
            BadLines++;
            onBadLine(new BadLine(file, Lines, reason, Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownBytesMaximum)])));
        }
    }

    /// <summary>The next line without its end, good until the next call.</summary>
    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            if (length < 0 && _isAtEnd && !rest.IsEmpty)
            {
                length = rest.Length;
            }

            if (length >= 0)
            {
                line = rest[..length];
                _start = Math.Min(_end, _start + length + 1);
                if (TakeLine(ref line))
                {
                    return true;
                }
            }
            else if (_isAtEnd)
            {
                line = default;
                return false;
            }
            else
            {
                Fill(rest);
            }
        }
    }

    /// <summary>Counts a line; <see langword="false"/> when it is, or ends, one that is too long and has been reported.</summary>
    private bool TakeLine(ref ReadOnlySpan<byte> line)
    {
        if (_isSkippingLine)
        {
            _isSkippingLine = false;
            return false;
        }

        Lines++;
        if (line.Length > LineBytesMaximum)
        {
            Report(line, RejectReason.Malformed);
            return false;
        }

        line = !line.IsEmpty && line[^1] == '\r' ? line[..^1] : line;
        return true;
    }

    private void Fill(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > LineBytesMaximum && !_isSkippingLine)
        {
            Lines++;
            Report(rest, RejectReason.Malformed);
            _isSkippingLine = true;
        }

        rest = _isSkippingLine ? default : rest;
        rest.CopyTo(_buffer);
        (_start, _end) = (0, rest.Length);
        var read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _isAtEnd = read == 0;
    }
}
