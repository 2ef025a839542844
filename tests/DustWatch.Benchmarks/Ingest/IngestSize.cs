namespace DustWatch.Benchmarks.Ingest;

/// <summary>How much is sent. Chunks are those of one connection in a turn.</summary>
/// <param name="Chunks">To the endpoint without a log, the bare handler and the sink.</param>
/// <param name="DurableChunks">To the endpoint with its log.</param>
/// <param name="MosquittoChunks">Through mosquitto, which takes longer.</param>
/// <param name="IdleConnections">Beside the busy ones.</param>
/// <param name="WarmRounds">Rounds before the first that counts.</param>
/// <param name="Rounds">Rounds that count.</param>
internal sealed record IngestSize(int Chunks, int DurableChunks, int MosquittoChunks, int IdleConnections, int WarmRounds, int Rounds)
{
    public static readonly IngestSize Usual = new(Chunks: 512, DurableChunks: 128, MosquittoChunks: 48, IdleConnections: 15_000, WarmRounds: 3, Rounds: 9);

    public static readonly IngestSize Quick = new(Chunks: 32, DurableChunks: 16, MosquittoChunks: 12, IdleConnections: 500, WarmRounds: 1, Rounds: 3);
}
