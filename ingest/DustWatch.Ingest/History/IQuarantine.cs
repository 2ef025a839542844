using DustWatch.Ingest.Log;

namespace DustWatch.Ingest.History;

/// <summary>Samples that were set aside. It stays beside the log, wherever the history is. Any thread.</summary>
public interface IQuarantine
{
    /// <summary>What was set aside of one device and not taken in again, newest first.</summary>
    IReadOnlyList<QuarantinedSample> ReadQuarantine(string device, int limit);
}
