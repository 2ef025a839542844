namespace DustWatch.Dashboard.Backtesting;

/// <summary>Takes the input piece by piece: each piece by one thread, then the shards of it by several, those of one shard in the order of the pieces.</summary>
internal interface IRunSink
{
    /// <summary>Notes the next piece, before any shard of it is taken. One thread at a time.</summary>
    /// <returns><see langword="false"/> when this sink cannot take it: then nothing follows.</returns>
    bool Admit(SampleRuns runs);

    /// <summary>Takes a shard of a piece. One thread at a time for each shard.</summary>
    void Take(int shard, SampleRuns runs);
}
