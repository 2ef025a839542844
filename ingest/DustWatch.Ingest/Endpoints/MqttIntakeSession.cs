using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>One connection: from a publish to samples in the log. Its batch holds what one read of the connection brought.</summary>
internal sealed class MqttIntakeSession(MqttIntake host, SampleIntake intake, ISampleLog log, Sender sender, TimeProvider clock) : IMqttSession
{
    private readonly IntakeBatch _batch = new();

    public Sender Sender { get; } = sender;

    public MqttTaken Publish(in MqttPublish message)
    {
        var result = intake.Take(message.Topic, message.Payload, Sender, Instant.Now(clock), _batch);
        if (result.IsOnline is { } isOnline)
        {
            host.SayStatus(result.Point, isOnline);
        }

        host.Counters.Count(result.Taken > 0 || result.FirstReason == RejectReason.None);
        return new((MqttReasonCode)result.MqttReasonCode);
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_batch.Samples.IsEmpty && _batch.Quarantine.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        // The log copies the samples before it returns, so the batch is free for the next read while this commit is under way.
        var samples = _batch.Samples.IsEmpty ? default : log.AppendAsync(_batch.Samples);
        var quarantine = _batch.Quarantine.IsEmpty ? Task.CompletedTask : QuarantineAllAsync();
        _batch.Clear();
        return WaitAsync(samples, quarantine);
    }

    public void Closed(MqttClosed closed) => host.Forget(this);

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
