using System.Threading.Tasks.Sources;

namespace DustWatch.Mqtt;

/// <summary>A QoS 1 publish of a client that waits for its PUBACK. Used again once its result has been fetched.</summary>
internal sealed class MqttPendingPublish(MqttInflight owner) : IValueTaskSource<MqttReasonCode>
{
    private ManualResetValueTaskSourceCore<MqttReasonCode> _core = new() { RunContinuationsAsynchronously = true };

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
