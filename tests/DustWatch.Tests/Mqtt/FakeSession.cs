using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>Keeps what it is given; commits complete at once or, with <see cref="IsManual"/>, when the test says so.</summary>
internal sealed class FakeSession : IMqttSession
{
    private readonly Channel<string> _messages = Channel.CreateBounded<string>(100_000);
    private readonly Channel<TaskCompletionSource> _commits = Channel.CreateBounded<TaskCompletionSource>(100_000);
    private int _uncommitted;

    public bool IsManual { get; init; }

    public Func<string, MqttReasonCode> Answer { get; init; } = _ => MqttReasonCode.Success;

    /// <summary>Whether messages go on to subscribers, and whoever asks may subscribe.</summary>
    public bool IsBroker { get; init; }

    /// <summary>What may be sent to it, by topic.</summary>
    public Func<string, bool> Receives { get; set; } = _ => true;

    public ConcurrentQueue<ushort> Released { get; } = new();

    public TaskCompletionSource<MqttClosed> ClosedWith { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Messages taken and not fetched by the test yet.</summary>
    public int Waiting => _messages.Reader.Count;

    public MqttTaken Publish(in MqttPublish message)
    {
        var text = $"{Encoding.UTF8.GetString(message.Topic)}={Encoding.UTF8.GetString(message.Payload)}"
            + (message.Retain ? " retained" : "") + (message.IsWill ? " will" : "") + (message.IsDuplicate ? " again" : "");
        _uncommitted++;
        _messages.Writer.TryWrite(text);
        return new(Answer(text), IsBroker);
    }

    public void Release(ushort packetId)
    {
        _uncommitted++;
        Released.Enqueue(packetId);
    }

    public MqttReasonCode Subscribe(MqttSubscription subscription) =>
        IsBroker && !subscription.Filter.StartsWith("forbidden", StringComparison.Ordinal) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized;

    public bool MayReceive(ReadOnlySpan<byte> topic) => Receives(Encoding.UTF8.GetString(topic));

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Assert.That(_uncommitted, Is.GreaterThan(0), "a commit without a message");
        _uncommitted = 0;
        if (!IsManual)
        {
            return ValueTask.CompletedTask;
        }

        var commit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commits.Writer.TryWrite(commit);
        return new(commit.Task);
    }

    public void Closed(MqttClosed closed) => Assert.That(ClosedWith.TrySetResult(closed), Is.True, "closed twice");

    public Task<string> MessageAsync() => _messages.Reader.ReadAsync().AsTask().WaitAsync(RawClient.Patience);

    public Task<TaskCompletionSource> CommitAsync() => _commits.Reader.ReadAsync().AsTask().WaitAsync(RawClient.Patience);

    public Task<MqttClosed> EndAsync() => ClosedWith.Task.WaitAsync(RawClient.Patience);
}
