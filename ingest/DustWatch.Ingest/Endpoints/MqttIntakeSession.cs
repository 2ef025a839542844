using System.Runtime.InteropServices;
using System.Text;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>
/// One connection: from a publish to samples in the log. Its batch holds what one read of the connection brought, all of which arrived when the first of it was
/// taken; what is shared with other connections is touched once for each read.
/// </summary>
internal sealed class MqttIntakeSession(MqttIntake host, SampleIntake intake, ISampleLog log, Sender sender, string key, TimeProvider clock) : IMqttSession
{
    private readonly IntakeBatch _batch = new();
    private readonly List<Receipt> _receipts = []; // of the same read
    private Instant? _arrival; // of the messages since the last commit
    private int _taken; // messages, as above
    private int _refused; // messages, as above

    public Sender Sender { get; } = sender;

    public MqttTaken Publish(in MqttPublish message)
    {
        var result = intake.Take(message.Topic, message.Payload, Sender, _arrival ??= Instant.Now(clock), _batch);
        if (result.IsOnline is { } isOnline)
        {
            host.SayStatus(result.Point, isOnline);
        }

        var isTaken = result.Taken > 0 || result.FirstReason == RejectReason.None;
        _taken += isTaken ? 1 : 0;
        _refused += isTaken ? 0 : 1;
        var code = (MqttReasonCode)result.MqttReasonCode;

        // One that is refused with a code is new when it comes again; on 3.1.1 it would come for ever, and its connection notes it by itself.
        if (message.Qos == MqttQos.ExactlyOnce && !message.IsWill && code < MqttReasonCode.UnspecifiedError)
        {
            _receipts.Add(new(key, message.PacketId, IsReleased: false));
        }

        // What devices say ends in the log and the live view: nobody may subscribe to it, so it goes to no subscriber and is not retained.
        return new(code, IsForSubscribers: false);
    }

    public void Release(ushort packetId) => _receipts.Add(new(key, packetId, IsReleased: true));

    public MqttReasonCode Subscribe(MqttSubscription subscription) =>
        intake.MayReceive(Encoding.UTF8.GetBytes(subscription.TopicFilter), Sender) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized;

    public bool MayReceive(ReadOnlySpan<byte> topic) => intake.MayReceive(topic, Sender);

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        host.Counters.Count(_taken, _refused);
        (_arrival, _taken, _refused) = (null, 0, 0);
        if (_batch.Samples.IsEmpty && _batch.Quarantine.IsEmpty && _receipts.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        // The log copies what it is given before it returns, so the batch is free for the next read while this commit is under way.
        var samples = _receipts.Count > 0 ? log.AppendAsync(_batch.Samples, CollectionsMarshal.AsSpan(_receipts)) : _batch.Samples.IsEmpty ? default : log.AppendAsync(_batch.Samples);
        var quarantine = _batch.Quarantine.IsEmpty ? Task.CompletedTask : QuarantineAllAsync();
        _receipts.Clear();
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
