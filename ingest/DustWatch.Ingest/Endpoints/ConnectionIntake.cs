using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Endpoints;

/// <summary>
/// From the messages of one connection to samples in the log. Its batch holds what one read of the connection brought, all of which arrived when the first of it was
/// taken; what is shared with other connections is touched once for each read.
/// </summary>
internal sealed class ConnectionIntake(SampleIntake intake, ISampleLog log, Sender sender, IntakeCounters counters, TimeProvider clock)
{
    private readonly IntakeBatch _batch = new();
    private Instant? _arrival; // of the messages since the last commit
    private int _taken; // messages, as above
    private int _refused; // messages, as above

    public Sender Sender { get; } = sender;

    public IntakeResult Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var result = intake.Take(topic, payload, Sender, _arrival ??= Instant.Now(clock), _batch);
        var isTaken = result.Taken > 0 || result.FirstReason == RejectReason.None;
        _taken += isTaken ? 1 : 0;
        _refused += isTaken ? 0 : 1;
        return result;
    }

    /// <summary>Gives the log what was taken since the last call. The log copies it before this returns, so the next read may be taken while the commit is under way.</summary>
    /// <param name="receipts">Messages that are noted in the same commit; free when this returns.</param>
    public ValueTask CommitAsync(ReadOnlySpan<Receipt> receipts)
    {
        counters.Count(_taken, _refused);
        (_arrival, _taken, _refused) = (null, 0, 0);
        if (_batch.Samples.IsEmpty && _batch.Quarantine.IsEmpty && receipts.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        var samples = !receipts.IsEmpty ? log.AppendAsync(_batch.Samples, receipts) : _batch.Samples.IsEmpty ? default : log.AppendAsync(_batch.Samples);
        var quarantine = _batch.Quarantine.IsEmpty ? Task.CompletedTask : QuarantineAllAsync();
        _batch.Clear();
        return WaitAsync(samples, quarantine);
    }

    private static async ValueTask WaitAsync(ValueTask<long> samples, Task quarantine)
    {
        await samples;
        await quarantine;
    }

    private Task QuarantineAllAsync()
    {
        var appends = new Task[_batch.Quarantine.Length];
        for (var i = 0; i < appends.Length; i++)
        {
            appends[i] = log.QuarantineAsync(Sender.Key, _batch.Quarantine[i].Sample, RejectReasons.NameOf(_batch.Quarantine[i].Reason)).AsTask();
        }

        return Task.WhenAll(appends);
    }
}
