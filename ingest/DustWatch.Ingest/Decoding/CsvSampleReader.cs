using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>Reads samples from a CSV stream, batch by batch, in the order of its lines. One thread. The caller disposes of the stream.</summary>
/// <param name="stream">From its first byte; packed files are unpacked by the caller.</param>
/// <param name="file">What to call it in <see cref="BadLine"/>.</param>
/// <param name="registry">The points that there are.</param>
/// <param name="onBadLine">Called for each line that was skipped, in order.</param>
public sealed class CsvSampleReader(Stream stream, string file, Registry registry, Action<BadLine> onBadLine)
{
    private const int PieceBytes = 1 << 18;

    private readonly CsvPieces _pieces = new(stream, file);
    private readonly CsvDecoder _decoder = new(registry);
    private readonly CsvPiece _piece = new(PieceBytes);
    private long _linesBefore; // the piece

    /// <summary>Lines read so far, good or not.</summary>
    public long Lines => _linesBefore + _piece.Lines;

    /// <summary>Lines skipped so far.</summary>
    public long BadLines { get; private set; }

    /// <summary>Fills <paramref name="samples"/> from the next lines.</summary>
    /// <returns>How many samples it holds; 0 at the end of the stream.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public int Read(Span<Sample> samples)
    {
        var count = 0;
        while (count < samples.Length)
        {
            var read = _decoder.Read(_piece, samples[count..]);
            count += read;
            Report();
            if (read == 0 && !TryTake())
            {
                break;
            }
        }

        return count;
    }

    private bool TryTake()
    {
        var before = Lines;
        var isTaken = _pieces.TryTake(_piece);
        _linesBefore = isTaken ? before : _linesBefore;
        return isTaken;
    }

    private void Report()
    {
        foreach (var line in _piece.BadLines)
        {
            BadLines++;
            onBadLine(line with { Line = _linesBefore + line.Line });
        }

        _piece.BadLines.Clear();
    }
}
