using System.Text;
using System.Threading.Channels;
using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt;

/// <summary>Keeps what a client is sent; commits complete at once or, with <see cref="IsManual"/>, when the test says so.</summary>
internal sealed class FakeReceiver : IMqttReceiver
{
    private readonly Channel<string> _messages = Channel.CreateBounded<string>(100_000);
    private readonly Channel<TaskCompletionSource> _commits = Channel.CreateBounded<TaskCompletionSource>(100_000);

    public bool IsManual { get; init; }

    /// <summary>Messages taken and not fetched by the test yet.</summary>
    public int Waiting => _messages.Reader.Count;

    public MqttReasonCode Receive(in MqttPublish message)
    {
        _messages.Writer.TryWrite($"{Encoding.UTF8.GetString(message.Topic)}={Encoding.UTF8.GetString(message.Payload)} {(int)message.Qos}" + (message.Retain ? " retained" : ""));
        return MqttReasonCode.Success;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (!IsManual)
        {
            return ValueTask.CompletedTask;
        }

        var commit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commits.Writer.TryWrite(commit);
        return new(commit.Task);
    }

    public Task<string> MessageAsync() => _messages.Reader.ReadAsync().AsTask().WaitAsync(RawClient.Patience);

    public Task<TaskCompletionSource> CommitAsync() => _commits.Reader.ReadAsync().AsTask().WaitAsync(RawClient.Patience);
}
