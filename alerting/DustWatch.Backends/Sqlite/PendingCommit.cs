using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>What the next commit takes: records in order of arrival, their samples one after the other in one array that is used again.</summary>
internal sealed class PendingCommit
{
    private const int FirstCapacity = 1024;

    private Sample[] _samples = new Sample[FirstCapacity];

    public List<PendingRecord> Records { get; } = [];

    public int SampleCount { get; private set; }

    /// <summary>What goes into the same commit; null for nothing.</summary>
    public PendingReceipts? Receipts { get; private set; }

    public bool IsEmpty => Records.Count == 0 && Receipts is null;

    public ReadOnlySpan<Sample> SamplesOf(PendingRecord record) => _samples.AsSpan(record.Start, record.Count);

    /// <summary>Copies <paramref name="samples"/> to the open batch, and to further ones when it is full.</summary>
    /// <returns>The record that holds the last of them.</returns>
    public PendingRecord Add(ReadOnlySpan<Sample> samples, int batchSamplesMaximum)
    {
        MakeRoom(samples.Length);
        while (true)
        {
            var batch = OpenBatch(batchSamplesMaximum);
            var taken = Math.Min(samples.Length, batchSamplesMaximum - batch.Count);
            samples[..taken].CopyTo(_samples.AsSpan(SampleCount));
            batch.Count += taken;
            SampleCount += taken;
            samples = samples[taken..];
            if (samples.IsEmpty)
            {
                return batch;
            }
        }
    }

    /// <summary>Adds receipts, if there are any.</summary>
    public void Add(ReadOnlySpan<Receipt> receipts)
    {
        if (!receipts.IsEmpty)
        {
            (Receipts ??= new()).Items.AddRange(receipts);
        }
    }

    /// <summary>Adds a record of its own; samples that come later go to a record after it.</summary>
    public PendingRecord Add(LogRecordKind kind, byte[] body)
    {
        var record = new PendingRecord(kind, SampleCount, body);
        Records.Add(record);
        return record;
    }

    /// <summary>Makes it empty; its records' tasks have been completed.</summary>
    public void Clear()
    {
        Records.Clear();
        Receipts = null;
        SampleCount = 0;
    }

    private PendingRecord OpenBatch(int batchSamplesMaximum) =>
        Records is [.., { Kind: LogRecordKind.Samples } last] && last.Count < batchSamplesMaximum ? last : Add(LogRecordKind.Samples, []);

    private void MakeRoom(int count)
    {
        if (_samples.Length - SampleCount < count)
        {
            Array.Resize(ref _samples, Math.Max(SampleCount + count, 2 * _samples.Length));
        }
    }
}
