using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.Decoding;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>The text of all files, one after the other, in pieces of whole lines. One thread at a time.</summary>
/// <param name="files">In their order.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class CsvInput(IReadOnlyList<CsvFile> files, CommandProgress progress) : IDisposable
{
    private Stream? _stream;
    private CountedStream? _raw;
    private CsvPieces? _pieces;
    private int _next; // file
    private long _seen; // bytes of the file

    /// <summary>Fills <paramref name="piece"/> with what comes next.</summary>
    /// <returns><see langword="false"/> at the end of all.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CommandFailedException">A file is not packed as it says.</exception>
    public bool TryTake(CsvPiece piece)
    {
        while (!TryTakeOfFile(piece))
        {
            Close();
            if (_next == files.Count)
            {
                return false;
            }

            _stream = files[_next].Open(out _raw);
            (_pieces, _seen) = (new CsvPieces(_stream, files[_next].Name), 0);
            _next++;
        }

        progress.Add((_raw?.Taken ?? 0) - _seen);
        _seen = _raw?.Taken ?? 0;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private bool TryTakeOfFile(CsvPiece piece)
    {
        try
        {
            return _pieces?.TryTake(piece) == true;
        }
        catch (InvalidDataException exception)
        {
            throw new CommandFailedException($"{files[_next - 1].Name}: {exception.Message}");
        }
    }

    private void Close()
    {
        _stream?.Dispose();
        (_stream, _pieces) = (null, null);
    }
}
