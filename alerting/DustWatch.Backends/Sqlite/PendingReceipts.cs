using DustWatch.Ingest.Log;

namespace DustWatch.Backends.Sqlite;

/// <summary>The receipts of one commit, in their order, and who waits for them alone.</summary>
internal sealed class PendingReceipts
{
    private readonly PendingRecord _record = new(LogRecordKind.Samples, 0, []); // never written: its task is what is used

    public List<Receipt> Items { get; } = [];

    /// <summary>Completes with the commit.</summary>
    public Task<long> Durable => _record.Durable;

    public void Tell(TaskCompletionSource<long> waiter) => _record.Tell(waiter);

    public void Complete(long position) => _record.Complete(position);

    public void Fail(IOException error) => _record.Fail(error);
}
