using DustWatch.Ingest.Decoding;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>A piece of the input on its way: its text, then its samples, then what of them is still to be taken.</summary>
/// <param name="bytes">Length of the text.</param>
/// <param name="shards">How many shards.</param>
internal sealed class CsvChunk(int bytes, int shards)
{
    /// <summary>The text.</summary>
    public CsvPiece Piece { get; } = new(bytes);

    /// <summary>Its samples.</summary>
    public SampleRuns Runs { get; } = new(shards);

    /// <summary>Whether the text has been decoded.</summary>
    public bool IsDecoded { get; set; }

    /// <summary>Shards that have not been taken.</summary>
    public int ShardsLeft { get; set; }
}
