namespace DustWatch.Dashboard.Backtesting;

/// <summary>Keeps input of any order, packed, to be judged when all of it is there.</summary>
/// <param name="samples">Where to.</param>
internal sealed class PackedInput(SamplesByPoint samples) : IRunSink
{
    /// <inheritdoc/>
    public bool Admit(SampleRuns runs)
    {
        samples.Note(runs.Count, runs.First, runs.Last);
        return true;
    }

    /// <inheritdoc/>
    public void Take(int shard, SampleRuns runs)
    {
        foreach (ref readonly var run in runs.Of(shard))
        {
            samples.Add(run.Point, runs[run]);
        }
    }
}
