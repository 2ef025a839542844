using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.Decoding;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Says which lines were bad, in the order of files and lines, each once though the files may be read again. One thread at a time.</summary>
/// <param name="isStrict">Whether the first ends it.</param>
/// <param name="progress">Lines for a person go here.</param>
internal sealed class BadLines(bool isStrict, CommandProgress progress)
{
    private long _said;
    private long _linesBefore; // the next piece, in its file

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Whether nothing further is to be read.</summary>
    public bool IsStopped => isStrict && Count > 0;

    /// <summary>The files are read again from the beginning.</summary>
    public void StartAgain() => Count = 0;

    /// <summary>Takes the piece that comes next.</summary>
    public void Add(CsvPiece piece)
    {
        _linesBefore = piece.IsFirst ? 0 : _linesBefore;
        foreach (var line in piece.BadLines)
        {
            if (IsStopped)
            {
                return;
            }

            if (++Count > _said)
            {
                _said = Count;
                progress.Say((line with { Line = _linesBefore + line.Line }).ToString());
            }
        }

        _linesBefore += piece.Lines;
    }
}
