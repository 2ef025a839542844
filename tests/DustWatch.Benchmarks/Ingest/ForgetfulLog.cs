using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>A log that is done at once and keeps nothing, so that what is measured ends with the validated samples.</summary>
internal sealed class ForgetfulLog : ISampleLog
{
    public long End => 0;

    public long First => 1;

    public LogRoom Room => default;

    public void Release(long position, long controlPosition)
    {
    }

    public ValueTask<long> AppendAsync(ReadOnlySpan<Sample> samples) => new(0L);

    public ValueTask<long> AppendAsync(ReadOnlySpan<Sample> samples, ReadOnlySpan<Receipt> receipts) => new(0L);

    public ValueTask ForgetReceiptsAsync(string session) => ValueTask.CompletedTask;

    public IReadOnlyCollection<ushort> ReadReceipts(string session) => [];

    public ValueTask<long> QuarantineAsync(string device, in Sample sample, string reason) => throw new InvalidOperationException($"A sample of the benchmark was set aside: {reason}.");

    public ValueTask<long> TickAsync() => new(0L);

    public ValueTask<long> ChangeRegistryAsync(int version, ReadOnlyMemory<byte> json) => new(0L);

    public ValueTask<long> ChangeRulesAsync(int version, ReadOnlyMemory<byte> json) => new(0L);

    public ValueTask<long> RefuseAsync(ReadOnlySpan<RefusedCount> counts) => new(0L);

    public ValueTask<long> ReadmitAsync(ReadOnlySpan<long> quarantined) => throw new NotSupportedException();

    public IAsyncEnumerable<IReadOnlyList<LogRecord>> ReadAsync(long position, CancellationToken cancellationToken) => throw new NotSupportedException();

    public RegistryChange? FindRegistry(long position) => null;

    public RulesChange? FindRules(long position) => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
