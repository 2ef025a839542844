using System.Threading.Tasks.Sources;

namespace DustWatch.Mqtt;

/// <summary>A client's publish of QoS 1 or 2 that is not finished. Used again once its result has been fetched. Its fields belong to <see cref="MqttInflight"/>, under its lock.</summary>
internal sealed class MqttPendingPublish(MqttInflight owner) : IValueTaskSource<MqttReasonCode>
{
    private ManualResetValueTaskSourceCore<MqttReasonCode> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>Its place in the order of sending.</summary>
    public long Number { get; set; }

    public MqttQos Qos { get; set; }

    public bool Retain { get; set; }

    /// <summary>Topic, properties and payload one after the other, for a session that is gone on with; else empty.</summary>
    public byte[] Kept { get; set; } = [];

    public int TopicLength { get; set; }

    public int PropertiesLength { get; set; }

    /// <summary>Whether it was sent on some connection.</summary>
    public bool IsSent { get; set; }

    /// <summary>QoS 2: the PUBREC has come.</summary>
    public bool IsReceived { get; set; }

    /// <summary>QoS 2: the code of the PUBREC.</summary>
    public MqttReasonCode Received { get; set; }

    public ValueTask<MqttReasonCode> Task => new(this, _core.Version);

    public void Complete(MqttReasonCode code) => _core.SetResult(code);

    public void Fail(Exception reason) => _core.SetException(reason);

    public MqttReasonCode GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            owner.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
