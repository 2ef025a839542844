using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>An append that found no room: its own copy, in the order of arrival.</summary>
/// <param name="Kind">What it appends.</param>
/// <param name="Samples">Of a batch.</param>
/// <param name="Body">Of anything else.</param>
internal sealed record WaitingAppend(LogRecordKind Kind, Sample[] Samples, byte[] Body)
{
    /// <summary>What goes into the same commit.</summary>
    public Receipt[] Receipts { get; init; } = [];

    /// <summary>Samples that it counts for while it waits.</summary>
    public int Weight => Kind == LogRecordKind.Quarantine ? 1 : Samples.Length + Receipts.Length;

    /// <summary>What its caller waits for.</summary>
    public TaskCompletionSource<long> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
