using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Decodes pieces of text to runs of samples. One thread; what it has learnt of the lines stays for the next piece.</summary>
/// <param name="registry">The points.</param>
internal sealed class CsvChunkDecoder(Registry registry)
{
    private const int SamplesAtFirst = 4096;

    private readonly CsvDecoder _decoder = new(registry);
    private readonly RunPlace[] _places = new RunPlace[registry.Points.Count];
    private Sample[] _samples = new Sample[SamplesAtFirst];

    /// <summary>Decodes all of a chunk's text.</summary>
    public void Decode(CsvChunk chunk)
    {
        var count = 0;
        int read;
        while ((read = _decoder.Read(chunk.Piece, _samples.AsSpan(count))) > 0)
        {
            count += read;
            if (count == _samples.Length)
            {
                Array.Resize(ref _samples, 2 * count);
            }
        }

        chunk.Runs.Fill(_samples.AsSpan(0, count), _places);
    }
}
